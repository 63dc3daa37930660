/** Where widgets are: 12 columns, counters in a row of their own above what follows them. */
import type { WidgetModel } from '../../model/model.ts';

export interface Position {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export const COLUMNS = 12;
const HEIGHT: { readonly [K in WidgetModel['kind']]: number } = { counter: 3, bar: 6, line: 6, grid: 7 };
/** The fewest columns in which a widget is readable. */
const NARROWEST: { readonly [K in WidgetModel['kind']]: number } = { counter: 3, bar: 6, line: 6, grid: 6 };

/** Widgets of about the same height share a row; those of a row share its width. */
const rowsOf = (widgets: readonly WidgetModel[]): readonly (readonly WidgetModel[])[] => {
  const rows: WidgetModel[][] = [];
  for (const widget of widgets) {
    const row = rows.at(-1);
    const first = row?.[0];
    const used = row?.reduce((sum, { kind }) => sum + NARROWEST[kind], 0) ?? COLUMNS;
    const alike = first !== undefined && (first.kind === 'counter') === (widget.kind === 'counter');
    if (row && alike && used + NARROWEST[widget.kind] <= COLUMNS) row.push(widget);
    else rows.push([widget]);
  }
  return rows;
};

/** Positions of widgets, in their order, from row `top` on. */
export const positionsOf = (widgets: readonly WidgetModel[], top: number): readonly Position[] => {
  let y = top;
  return rowsOf(widgets).flatMap((row) => {
    const height = Math.max(...row.map(({ kind }) => HEIGHT[kind]));
    const at = y;
    y += height;
    return row.map((_, i): Position => {
      const x = Math.floor((i * COLUMNS) / row.length);
      return { x, y: at, width: Math.floor(((i + 1) * COLUMNS) / row.length) - x, height };
    });
  });
};
