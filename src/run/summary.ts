import type { Model } from '../model/model.ts';
import { runDiagnostic } from './diagnostics.ts';
import { failureBlocks } from './failure-block.ts';
import type { RunResult, TableResult } from './results.ts';
import { type Column, columnsText, countText, clip, type Paint, painter, plural, secondsText, wrap } from './text.ts';

export interface SummaryOptions {
  /** @default false */
  readonly color?: boolean;
  /** Columns of the terminal. @default 100 */
  readonly columns?: number;
  /** How the run was called, to say how to resume it. @default `lakewright run` with the run's environment and selection */
  readonly command?: string;
}

const MOST_NAME = 60;
const COLUMNS: readonly Column[] = [
  { title: 'table', align: 'left' },
  { title: 'rows in', align: 'right' },
  { title: 'kept', align: 'right' },
  { title: 'quarantined', align: 'right' },
  { title: 'dropped', align: 'right' },
  { title: 'seconds', align: 'right' },
  { title: '', align: 'left' },
];
const RULE_COLUMNS: readonly Column[] = [
  { title: 'rule', align: 'left' },
  { title: 'table', align: 'left' },
  { title: 'on violation', align: 'left' },
  { title: 'violations', align: 'right' },
  { title: 'of rows', align: 'right' },
];

/** What came of a run, for people: the tables, the rules that were violated, what failed and how to continue. */
export function renderSummary(result: RunResult, model: Model, { color = false, columns = 100, command }: SummaryOptions = {}): string {
  const paint = painter(color);
  const again = command ?? commandOf(result);
  const parts = [
    columnsText(COLUMNS, result.tables.map(tableRow), paint),
    ruleLines(result, paint),
    ...failureBlocks(result, model, { paint, columns }),
    ...result.problems.map((problem) => problemLines(problem, model, paint, columns)),
    [lastLine(result, paint), ...(result.status === 'succeeded' ? [] : [resumeLine(result, again)].filter((line) => line !== ''))],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function tableRow({ table, rows, seconds, status }: TableResult): readonly string[] {
  const counts = rows ? [rows.in, rows.kept, rows.quarantined, rows.dropped].map(countText) : ['', '', '', ''];
  const time = status === 'skipped' || status === 'not-started' ? '' : secondsText(seconds);
  return [clip(table, MOST_NAME), ...counts, time, status === 'succeeded' ? '' : status.replace('-', ' ')];
}

function ruleLines({ tables }: RunResult, paint: Paint): readonly string[] {
  const rows = tables.flatMap(({ table, rules, rows: counts }) =>
    rules
      .filter(({ violations }) => violations > 0)
      .map(({ name, onViolation, violations }) => [
        clip(name, MOST_NAME),
        clip(table, MOST_NAME),
        onViolation,
        countText(violations),
        counts && counts.in > 0 ? percent(violations / counts.in) : '',
      ]),
  );
  return rows.length === 0 ? [] : columnsText(RULE_COLUMNS, rows, paint);
}

const percent = (share: number): string => (share > 0 && share < 0.0001 ? '< 0.01 %' : `${(share * 100).toFixed(2)} %`);

function problemLines(problem: RunResult['problems'][number], model: Model, paint: Paint, columns: number): readonly string[] {
  const { code, message, hint } = runDiagnostic(problem, model.project.name);
  return [
    `${paint(['red', 'bold'], 'error')} ${paint('bold', code)}  ${model.project.name}`,
    ...message.split('\n').flatMap((line) => (line.startsWith('  ') ? [line] : wrap(line, columns - 2).map((part) => `  ${part}`))),
    ...(hint === undefined ? [] : wrap(hint, columns - 2).map((part) => `  ${paint('cyan', part)}`)),
  ];
}

function lastLine({ tables, seconds, status, sessionSeconds }: RunResult, paint: Paint): string {
  const count = (wanted: TableResult['status']): number => tables.filter((table) => table.status === wanted).length;
  const parts = (['succeeded', 'done-before', 'failed', 'skipped', 'interrupted', 'not-started'] as const)
    .map((wanted) => [count(wanted), wanted.replace('-', ' ')] as const)
    .filter(([n]) => n > 0)
    .map(([n, text]) => `${countText(n)} ${text}`);
  const start = sessionSeconds === undefined ? '' : `, ${secondsText(sessionSeconds)} s of it to start Spark`;
  const style = status === 'succeeded' ? 'green' : status === 'failed' ? 'red' : 'yellow';
  return `${paint([style, 'bold'], status)}  ${plural(tables.length, 'table')} in ${secondsText(seconds)} s${start}: ${parts.join(', ')}`;
}

function resumeLine({ tables }: RunResult, again: string): string {
  const done = tables.filter(({ status }) => status === 'succeeded' || status === 'done-before').length;
  return `resume   ${again}${done > 0 ? `   (${plural(done, 'table')} done, not built again; --fresh builds all)` : ''}`;
}

function commandOf({ environment, select, exclude }: RunResult): string {
  const quoted = (text: string): string => (/^[\w.+:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  return [
    'lakewright run',
    ...(environment === 'local' ? [] : [`--env ${quoted(environment)}`]),
    ...select.map((text) => `--select ${quoted(text)}`),
    ...exclude.map((text) => `--exclude ${quoted(text)}`),
  ].join(' ');
}
