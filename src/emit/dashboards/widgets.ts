/** Widgets as Lakeview's JSON. A field's name and the encoding's `fieldName` must be equal: both come from one place here. */
import type { TableModel, WidgetModel } from '../../model/model.ts';
import { type DataTypeNode, isNumeric, isTime } from '../../query/datatype.ts';
import { walk } from '../../query/node.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { sqlLine } from '../sql/expression.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export interface WidgetJson {
  readonly [key: string]: Json;
}

type Columns = ReadonlyMap<string, DataTypeNode>;
interface Field {
  readonly name: string;
  readonly expression: string;
}
const quoted = (name: string): string => (sqlIdentifier(name).startsWith('`') ? sqlIdentifier(name) : `\`${name}\``);
const columnField = (name: string): Field => ({ name, expression: quoted(name) });

const scaleOf = (type: DataTypeNode | undefined): string => (type && isTime(type) ? 'temporal' : type && isNumeric(type) ? 'quantitative' : 'categorical');
const FORMATS = {
  number: { type: 'number-plain', abbreviation: 'compact', decimalPlaces: { type: 'max', places: 2 } },
  percent: { type: 'number-percent', decimalPlaces: { type: 'max', places: 1 } },
  currency: { type: 'number-currency', currencyCode: 'USD', abbreviation: 'compact', decimalPlaces: { type: 'max', places: 2 } },
} as const;

/** What a widget without a title shows, in plain words. */
const titleOf = (widget: WidgetModel): string => {
  if (widget.title !== undefined) return widget.title;
  switch (widget.kind) {
    case 'bar':
    case 'line':
      return `${widget.y.join(', ')} by ${widget.color === undefined ? widget.x : `${widget.x} and ${widget.color}`}`;
    case 'counter':
    case 'grid':
      return widget.table;
  }
};
const frameOf = (widget: WidgetModel): Json => ({
  showTitle: true,
  title: titleOf(widget),
  ...(widget.description === undefined ? {} : { showDescription: true, description: widget.description }),
});

interface Shape {
  readonly version: number;
  readonly widgetType: string;
  readonly fields: readonly Field[];
  /** Rows as they are; false where a field aggregates. */
  readonly disaggregated: boolean;
  readonly encodings: Json;
}

const chart = (widget: Extract<WidgetModel, { kind: 'bar' | 'line' }>, columns: Columns): Shape => {
  const [y = ''] = widget.y;
  const measures: Json =
    widget.y.length === 1
      ? { fieldName: y, scale: { type: 'quantitative' }, displayName: y }
      : { scale: { type: 'quantitative' }, fields: widget.y.map((name) => ({ fieldName: name, displayName: name })) };
  // Bars are at values, not along a scale: hours 5 to 23 are names here.
  const x = columns.get(widget.x);
  const scale = widget.kind === 'bar' && scaleOf(x) === 'quantitative' ? 'categorical' : scaleOf(x);
  const color: { readonly [key: string]: Json } =
    widget.color === undefined ? {} : { color: { fieldName: widget.color, scale: { type: 'categorical' }, displayName: widget.color } };
  return {
    version: 3,
    widgetType: widget.kind,
    fields: [...new Set([widget.x, ...widget.y, ...(widget.color === undefined ? [] : [widget.color])])].map(columnField),
    disaggregated: true,
    encodings: { x: { fieldName: widget.x, scale: { type: scale }, displayName: widget.x }, y: measures, ...color },
  };
};

const COUNTER_FIELD = 'value';
const counter = (widget: Extract<WidgetModel, { kind: 'counter' }>): Shape => {
  const expression = sqlLine(widget.value, (_, name) => quoted(name));
  return {
    version: 2,
    widgetType: 'counter',
    fields: [{ name: COUNTER_FIELD, expression }],
    disaggregated: false,
    encodings: { value: { fieldName: COUNTER_FIELD, format: FORMATS[widget.format ?? 'number'], displayName: titleOf(widget) } },
  };
};

const grid = (widget: Extract<WidgetModel, { kind: 'grid' }>): Shape => ({
  version: 2,
  widgetType: 'table',
  fields: widget.columns.map(columnField),
  disaggregated: true,
  encodings: { columns: widget.columns.map((name) => ({ fieldName: name, displayName: name })) },
});

const shapeOf = (widget: WidgetModel, columns: Columns): Shape => {
  switch (widget.kind) {
    case 'bar':
    case 'line':
      return chart(widget, columns);
    case 'counter':
      return counter(widget);
    case 'grid':
      return grid(widget);
  }
};

/** Columns of its table that a widget shows or computes with. */
export const columnsOf = (widget: WidgetModel): readonly string[] => {
  switch (widget.kind) {
    case 'bar':
    case 'line':
      return [widget.x, ...widget.y, ...(widget.color === undefined ? [] : [widget.color])];
    case 'grid':
      return widget.columns;
    case 'counter': {
      const names: string[] = [];
      walk([widget.value], (node) => {
        if (node.kind === 'column') names.push(node.name);
      });
      return names;
    }
  }
};

/** `name` is the widget's own, `dataset` that of the query it reads. */
export const widgetJson = (widget: WidgetModel, table: TableModel, name: string, dataset: string): WidgetJson => {
  const { version, widgetType, fields, disaggregated, encodings } = shapeOf(widget, new Map(table.columns.map((column) => [column.name, column.type])));
  return {
    name,
    queries: [{ name: 'main_query', query: { datasetName: dataset, fields: fields.map((field) => ({ ...field })), disaggregated } }],
    spec: { version, widgetType, encodings, frame: frameOf(widget) },
  };
};
