/** The smallest input of a kind: rows are removed, then values made simpler, with many tries in one question. */
import type { Model } from '../../model/model.ts';
import type { Rows } from '../agent.ts';
import { declaredKey } from '../../model/keys.ts';
import { isLawful } from './adversarial.ts';
import { type Json, valueAt } from './hard-values.ts';

export type Given = Readonly<Record<string, Rows>>;
export interface ShrinkOptions {
  readonly model: Model;
  /** For each input, whether it still is of the kind. */
  readonly holds: (inputs: readonly Given[]) => Promise<readonly boolean[]>;
  /** @default 25 */
  readonly questions?: number;
}
const MOST_TRIES = 16;

const size = (input: Given): number => Object.values(input).reduce((sum, rows) => sum + rows.length, 0);
/** Inputs without one of `parts` stretches of rows, over all tables. */
const without = (input: Given, parts: number): readonly Given[] => {
  const all = Object.entries(input).flatMap(([key, rows]) => rows.map((row) => [key, row] as const));
  const length = Math.ceil(all.length / parts);
  return Array.from({ length: Math.ceil(all.length / length) }, (_, i) => {
    const kept = all.filter((_row, at) => at < i * length || at >= (i + 1) * length);
    return Object.fromEntries(Object.keys(input).map((key) => [key, kept.filter(([of]) => of === key).map(([, row]) => row)]));
  });
};

/** Still of the kind, but not with one row less; values are simple if they can be. */
export const shrink = async (start: Given, { model, holds, questions = 25 }: ShrinkOptions): Promise<Given> => {
  let left = questions;
  /** The first of these that holds. */
  const first = async (tries: readonly Given[]): Promise<Given | undefined> => {
    for (let at = 0; at < tries.length && left > 0; at += MOST_TRIES) {
      left--;
      const some = tries.slice(at, at + MOST_TRIES);
      const found = (await holds(some)).indexOf(true);
      if (found !== -1) return some[found];
    }
    return undefined;
  };
  let best = start;
  for (let parts = 2; size(best) > 1 && left > 0; ) {
    const smaller = await first(without(best, parts));
    if (smaller) {
      best = smaller;
      parts = Math.max(2, parts - 1);
    } else if (parts >= size(best)) break;
    else parts = Math.min(size(best), parts * 2);
  }
  return simplified(best, model, holds, () => left-- > 0);
};

type Row = Readonly<Record<string, Json>>;
interface Cell {
  readonly table: string;
  readonly index: number;
  readonly column: string;
  readonly by: Json;
}
const replaced = (input: Given, { table, index, column, by }: Cell): Given => ({
  ...input,
  [table]: (input[table] ?? []).map((row, i) => (i === index ? { ...row, [column]: by } : row)),
});

const simplified = async (start: Given, model: Model, holds: ShrinkOptions['holds'], mayAsk: () => boolean): Promise<Given> => {
  let best = start;
  for (let round = 0; round < 4; round++) {
    const cells = cellsOf(best, model).filter((cell) => isLawful(model, replaced(best, cell)));
    if (cells.length === 0 || !mayAsk()) return best;
    const answers = await holds(cells.map((cell) => replaced(best, cell)));
    const fine = cells.filter((_, i) => answers[i]);
    const [only] = fine;
    if (!only) return best;
    const before = best;
    // Changes that work alone may not work together: halves are tried, too.
    const groups = [fine, fine.slice(0, Math.ceil(fine.length / 2)), fine.slice(Math.ceil(fine.length / 2))];
    const together = groups.map((group) => group.reduce(replaced, before)).map((input) => (isLawful(model, input) ? input : replaced(before, only)));
    const works = mayAsk() ? (await holds(together)).indexOf(true) : -1;
    best = together[works] ?? replaced(before, only);
    if (works === 0) return best;
  }
  return best;
};
const MOST_CELLS = 60;
/** Simpler values for values: NULL, or else the first ordinary one. */
const cellsOf = (input: Given, model: Model): readonly Cell[] =>
  model.tables
    .flatMap((table) => {
      const { key, columns } = table;
      // What tells rows apart stays.
      const own = new Set(declaredKey(table));
      return ((input[key] ?? []) as readonly Row[]).flatMap((row, index) =>
        columns.flatMap(({ name, type, nullable }): readonly Cell[] => {
          const value = row[name] ?? null;
          const by = nullable ? null : valueAt(type, 0);
          return own.has(name) || value === null || JSON.stringify(value) === JSON.stringify(by) ? [] : [{ table: key, index, column: name, by }];
        }),
      );
    })
    .slice(0, MOST_CELLS);
