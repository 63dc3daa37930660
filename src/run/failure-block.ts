import type { Model, TableModel } from '../model/model.ts';
import type { Place } from '../query/place.ts';
import type { RunResult, TableResult, TableStep } from './results.ts';
import { type Paint, plural, wrap } from './text.ts';

export interface BlockOptions {
  readonly paint: Paint;
  readonly columns: number;
}

const STEPS: Readonly<Record<TableStep, string>> = {
  read: 'while reading its sources',
  build: 'while being built',
  check: 'while its rows were checked',
  write: 'while being written',
};
/** More failures than this are only named. */
const MOST_BLOCKS = 3;
const MOST_SKIPPED = 6;
const LABEL = 10;

/** For each table that failed: the step, the cause, the place in the definition, the cure, and what was skipped because of it. */
export function failureBlocks(result: RunResult, model: Model, options: BlockOptions): readonly (readonly string[])[] {
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  const skipped = Map.groupBy(
    result.tables.filter(({ status }) => status === 'skipped'),
    ({ because }) => because ?? '',
  );
  const failed = result.tables.filter(({ status }) => status === 'failed');
  const blocks = failed.slice(0, MOST_BLOCKS).map((table) => block(table, byKey.get(table.table), skipped.get(table.table) ?? [], result.log, options));
  const rest = failed.slice(MOST_BLOCKS).map(({ table, error }) => `  ${table}${error ? `: ${error.condition ?? error.type}` : ''}`);
  return rest.length === 0
    ? blocks
    : [...blocks, [options.paint('bold', `${plural(rest.length, 'more table')} failed`), ...rest.slice(0, 12), ...(rest.length > 12 ? ['  …'] : [])]];
}

function block(
  result: TableResult,
  table: TableModel | undefined,
  skipped: readonly TableResult[],
  log: string,
  { paint, columns }: BlockOptions,
): readonly string[] {
  const { error, step } = result;
  const line = (label: string, text: string): string => `  ${paint('dim', label.padEnd(LABEL))}${text}`;
  const cause = error
    ? wrap(`${error.condition ?? error.type}: ${error.message}`, columns - 2).map((text) => `  ${text}`)
    : ['  The process ended while this table was being processed.'];
  const rules = table && error ? table.rules.filter((rule) => rule.at && step === 'check' && mentions(error.message, rule.name)) : [];
  return [
    `${paint(['red', 'bold'], 'failed')}  ${paint('bold', result.table)}  ${step ? STEPS[step] : ''}`.trimEnd(),
    ...cause,
    ...(error?.hint === undefined ? [] : wrap(error.hint, columns - 2).map((text) => `  ${paint('cyan', text)}`)),
    ...(table?.at ? [line('defined', placeText(table.at))] : []),
    ...rules.map((rule) => line('rule', `${rule.name}  ${rule.at ? placeText(rule.at) : ''}`)),
    ...(error?.at === undefined ? [] : [line('Python', error.at)]),
    ...(skipped.length === 0 ? [] : [line('skipped', names(skipped.map((s) => s.table)))]),
    line('log', log),
  ];
}

const mentions = (message: string, name: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}_])${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\p{L}\\p{N}_])`, 'u').test(message);
/** Places in a model are relative to the project. */
const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;
const names = (all: readonly string[]): string =>
  all.length > MOST_SKIPPED ? `${all.slice(0, MOST_SKIPPED).join(', ')} and ${all.length - MOST_SKIPPED} more` : all.join(', ');
