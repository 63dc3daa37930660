/** Checks on sources and streams. */
import { recordOf } from '../../query/functions/catalogue.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import { type PlanNode, type ReadStreamPlan, exprsOf, inputsOf, isStreaming, stepsOf, streamsOf } from '../../query/plan.ts';
import { problem, type Problem } from '../../query/problem.ts';
import { tellsNew } from '../../query/steps/stream.ts';
import { typeText } from '../../query/datatype.ts';
import type { Definition, Finding, TableDraft } from '../definition.ts';
import type { LoadingProblem } from '../diagnostics/loading.ts';
import type { ColumnModel } from '../model.ts';
import { type JdbcSource, KAFKA_COLUMNS, RESCUED_DATA, readsNew } from '../sources.ts';
import { tablePath } from './structure.ts';

/** Steps that rows can go through as they arrive. */
const ON_STREAMS: ReadonlySet<string> = new Set([
  'where',
  'select',
  'withColumns',
  'drop',
  'explode',
  'join',
  'withWatermark',
  'dropDuplicatesWithinWatermark',
  'aggregate',
]);
const streamingSteps = (root: PlanNode): ReadonlySet<PlanNode> => {
  const streaming = new Set<PlanNode>();
  for (const step of stepsOf(root)) if (step.kind === 'readStream' || inputsOf(step).some((input) => streaming.has(input))) streaming.add(step);
  return streaming;
};
const exprProblems = (roots: readonly ExprNode[]): readonly Problem[] => {
  const found: Problem[] = [];
  walk(roots, (node) => {
    if (node.kind === 'window') found.push(problem({ kind: 'not-on-stream', step: 'a window function' }));
    if (node.kind === 'aggregate' && recordOf(node.fn)?.distinct) found.push(problem({ kind: 'not-on-stream', step: node.fn }));
  });
  return found;
};
const watermarked = (root: PlanNode): boolean => stepsOf(root).some((step) => step.kind === 'withWatermark');
/** Why a step cannot be done on a stream. */
const stepProblems = (step: PlanNode, streaming: ReadonlySet<PlanNode>, increments: boolean): readonly Problem[] => {
  if (step.kind === 'readStream') return [];
  if (increments && (step.kind === 'withWatermark' || (step.kind === 'join' && streaming.has(step.right)))) {
    return [problem({ kind: 'not-on-stream', step: `${step.kind} with new rows by a column` })];
  }
  if (!ON_STREAMS.has(step.kind)) return [problem({ kind: 'not-on-stream', step: step.kind })];
  if (step.kind === 'join') {
    if (!streaming.has(step.left)) return [problem({ kind: 'not-on-stream', step: 'a join that begins with a table' })];
    if (step.how !== 'inner' && step.how !== 'left') return [problem({ kind: 'not-on-stream', step: `a ${step.how} join` })];
    if (step.expect === 'one') return [problem({ kind: 'not-on-stream', step: "a join with expect: 'one'" })];
    if (streaming.has(step.right) && !(watermarked(step.left) && watermarked(step.right))) return [problem({ kind: 'no-watermark', step: 'join' })];
  }
  if (step.kind === 'aggregate' && !watermarked(step.input)) return [problem({ kind: 'no-watermark', step: 'groupBy' })];
  return exprProblems(exprsOf(step));
};

const isStateful = (step: PlanNode, streaming: ReadonlySet<PlanNode>): boolean =>
  step.kind === 'aggregate' || step.kind === 'dropDuplicatesWithinWatermark' || (step.kind === 'join' && streaming.has(step.left) && streaming.has(step.right));
const hasSessions = (step: PlanNode): boolean => step.kind === 'aggregate' && step.keys.some(({ expr }) => expr.kind === 'call' && expr.fn === 'sessionWindow');
const REPLACING: ReadonlySet<string> = new Set(['overwrite', 'replaceWhere', 'replacePartitions']);
/** Each batch would stand for more than its rows. */
const replaces = ({ write }: TableDraft): boolean => REPLACING.has(write.strategy) || (write.strategy === 'scd2' && write.snapshots === true);
/** Writes to which repeated rows make no difference. */
const findsByKeys = ({ write }: TableDraft): boolean => 'keys' in write && !(write.strategy === 'scd2' && write.snapshots === true);
const strategyName = ({ write }: TableDraft): string => (write.strategy === 'scd2' ? 'versions from snapshots' : write.strategy);

const wayOf = ({ table, changes, newBy }: ReadStreamPlan): string => `${table}\n${changes ? 'changes' : newBy ? JSON.stringify(newBy) : 'rows'}`;

/** Whether a table's rows are only added to. */
const grows = (table: TableDraft): LoadingProblem | undefined => {
  const because = (why: string, skippable: boolean): LoadingProblem => ({ kind: 'stream-source', table: table.key, why, skippable });
  if (table.kind === 'view') return because('it is a view, which stores nothing', false);
  if (table.kind === 'external' || table.write.strategy === 'append' || table.write.strategy === 'insertOnly') return undefined;
  return table.write.strategy === 'overwrite' ? because('each run replaces its rows', false) : because(`its rows change by "${table.write.strategy}"`, true);
};

const FEED = 'delta.enableChangeDataFeed';
/** Whether a table keeps its changes; nothing is known of another project's table. */
const feeds = (table: TableDraft): LoadingProblem | undefined =>
  table.kind === 'external' || (table.kind === 'table' && table.properties?.[FEED] === 'true') ? undefined : { kind: 'no-change-feed', table: table.key };

const streamFindings = (table: TableDraft, byKey: ReadonlyMap<string, TableDraft>): readonly (LoadingProblem | Problem)[] => {
  const { body } = table;
  if (readsNew(body) && replaces(table)) {
    return [{ kind: 'stream-write', strategy: strategyName(table), what: body.kind === 'kafka' ? 'Kafka' : "read: 'new'" }];
  }
  if (body.kind === 'jdbc' && body.source.newBy && !findsByKeys(table)) {
    return [{ kind: 'increment-write', strategy: strategyName(table), what: "a database with 'newBy'" }];
  }
  if (body.kind !== 'relation' || !isStreaming(body.plan)) return [];
  if (table.kind === 'view') return [{ kind: 'stream-view' }];
  const found: (LoadingProblem | Problem)[] = [];
  const streaming = streamingSteps(body.plan);
  const increments = streamsOf(body.plan).some(({ newBy }) => newBy);
  // A step with a mistake of its own has been reported.
  for (const step of streaming) if (!step.problems?.length) found.push(...stepProblems(step, streaming, increments));
  if (increments && !findsByKeys(table)) found.push({ kind: 'increment-write', strategy: strategyName(table), what: 'newRows' });
  else if (replaces(table)) found.push({ kind: 'stream-write', strategy: strategyName(table), what: 'a stream' });
  const stateful = [...streaming].filter((step) => isStateful(step, streaming));
  const outer = stateful.some((step) => step.kind === 'join' && step.how === 'left');
  if (table.write.strategy !== 'append' && stateful.some((s) => s.kind === 'aggregate') && (stateful.length > 1 || outer)) {
    const steps = stateful.map((step) => step.kind).join(', ');
    found.push({ kind: 'stateful-merge', why: `the stream remembers rows in several steps (${steps}), which works only where each result is final` });
  }
  if (table.write.strategy !== 'append' && stateful.some(hasSessions)) {
    found.push({ kind: 'stateful-merge', why: 'sessions merge as rows arrive, and are returned only when they are final' });
  }
  const whole = new Set(stepsOf(body.plan).flatMap((step) => (step.kind === 'read' ? [step.table] : [])));
  const ways = new Set(stepsOf(body.plan).flatMap((step) => (step.kind === 'readStream' ? [wayOf(step)] : [])));
  for (const { table: key, skipChangeCommits, changes, newBy } of streamsOf(body.plan)) {
    if (whole.has(key) || [...ways].filter((way) => way.startsWith(`${key}\n`)).length > 1) found.push({ kind: 'stream-and-table', table: key });
    if (newBy) continue;
    const source = byKey.get(key);
    const why = source && !source.broken ? (changes ? feeds(source) : grows(source)) : undefined;
    if (why && !(why.kind === 'stream-source' && why.skippable && skipChangeCommits)) found.push(why);
  }
  return found;
};

const BINARY: Readonly<Record<string, string>> = { path: 'string', modificationTime: 'timestamp', length: 'bigint', content: 'binary' };
const KAFKA: Readonly<Record<string, readonly string[]>> = {
  key: ['string', 'binary'],
  value: ['string', 'binary'],
  topic: ['string'],
  partition: ['int'],
  offset: ['bigint'],
  timestamp: ['timestamp'],
};
const METADATA: Readonly<Record<string, string>> = { file_path: 'string', file_name: 'string', file_size: 'bigint', file_modification_time: 'timestamp' };
const jdbcFindings = ({ newBy }: JdbcSource, columns: readonly ColumnModel[]): readonly LoadingProblem[] => {
  if (!newBy) return [];
  const type = columns.find(({ name }) => name === newBy.column)?.type;
  const wrong = (why: string): readonly LoadingProblem[] => [{ kind: 'source-column', column: newBy.column, source: 'a database', why }];
  if (!type) return wrong('"newBy" names it, but the table does not declare it');
  return tellsNew(type) ? [] : wrong(`new rows are recognized by a date, timestamp, whole number or decimal, not by ${typeText(type)}`);
};
const columnFindings = (table: TableDraft): readonly LoadingProblem[] => {
  const { body } = table;
  const columns = table.columns.filter(({ name }) => name !== RESCUED_DATA);
  if (body.kind === 'kafka') {
    return columns.flatMap(({ name, type }): readonly LoadingProblem[] => {
      const allowed = KAFKA_COLUMNS.some((known) => known === name) ? KAFKA[name] : undefined;
      return allowed && !allowed.includes(typeText(type))
        ? [
            {
              kind: 'source-column',
              column: name,
              source: 'a Kafka topic',
              why: `it belongs to the message and must be ${allowed.join(' or ')}, not ${typeText(type)}`,
            },
          ]
        : [];
    });
  }
  if (body.kind === 'jdbc') return jdbcFindings(body.source, columns);
  if (body.kind !== 'files') return [];
  const { format, metadata = {} } = body.source;
  const found: LoadingProblem[] = [];
  const because = (column: string, why: string): void => void found.push({ kind: 'source-column', column, source: `${format} files`, why });
  const own = columns.filter(({ name }) => !Object.hasOwn(metadata, name));
  for (const [name, field] of Object.entries(metadata)) {
    const column = columns.find((c) => c.name === name);
    const wanted = METADATA[field] ?? '';
    if (!column) because(name, `"metadata" names it, but the table does not declare it: add ${name}: t.${wanted}()`);
    else if (typeText(column.type) !== wanted) because(name, `${field} is ${wanted}, not ${typeText(column.type)}`);
  }
  if (format === 'text') {
    const [first, second] = own;
    if (!first || second) because(second?.name ?? '', `text has one column, of type string, besides those of "metadata"`);
    else if (typeText(first.type) !== 'string') because(first.name, `text is string, not ${typeText(first.type)}`);
  }
  if (format === 'binary') {
    for (const { name, sourceName = name, type } of own) {
      const wanted = Object.hasOwn(BINARY, sourceName) ? BINARY[sourceName] : undefined;
      if (wanted === undefined) because(name, `binary files have ${Object.keys(BINARY).join(', ')}; choose one with .from('content')`);
      else if (typeText(type) !== wanted) because(name, `${sourceName} is ${wanted}, not ${typeText(type)}`);
    }
  }
  return found;
};

export const loadingFindings = (d: Definition): readonly Finding[] => {
  const byKey = new Map(d.tables.map((table) => [table.key, table]));
  return d.tables
    .filter((table) => !table.broken)
    .flatMap((table) =>
      [...streamFindings(table, byKey), ...columnFindings(table)].map((p) => ({ path: tablePath(d, table), key: ['query'], trace: table.trace, problem: p })),
    );
};
