import type { Model } from '../model/model.ts';
import { RunFailure, type RunProblem } from './problem.ts';

const FORM = /^\s*(?<from>\S.*?)\s*\.\.\s*(?<to>\S.*?)\s*$/;

/** Throws a `RunFailure` where an interval is none, or a selected table cannot compute one again: before anything is prepared. */
export function checkBackfill(interval: string, model: Model, tables: readonly string[], selected: boolean, fullRefresh: boolean): void {
  const found: RunProblem[] = [];
  const wrong = (why: string): void => void found.push({ kind: 'bad-backfill', interval, why });
  const { from = '', to = '' } = FORM.exec(interval)?.groups ?? {};
  if (from === '' || to === '' || to.includes('..')) wrong('it is not an interval');
  if (!selected) wrong('name the tables to recompute');
  if (fullRefresh) wrong('--full-refresh computes everything anyway');
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  for (const key of selected ? tables : []) {
    const table = byKey.get(key);
    if (table?.kind === 'view') wrong(`"${key}" is a view, which stores nothing`);
    else if (table && table.backfillBy === undefined) wrong(`"${key}" does not declare by which column: it has no backfillBy`);
  }
  if (found.length > 0) throw new RunFailure(...found);
}
