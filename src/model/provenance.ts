/** Which bodies agents wrote, from what, and how they were proven: `bodies.lock.json` next to the definition, committed with it. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Finding } from './definition.ts';
import type { Model, TableModel } from './model.ts';

export const BODIES_LOCK = 'bodies.lock.json';

const text = z.string();
const body = z.strictObject({
  /** Of the intent and what was decided. */
  intent: text,
  /** Of the columns of each table that was read, by key. */
  inputs: z.record(text, text),
  /** Of the body itself; of one in Python, with the text of its file. */
  body: text,
  /** As its provider names it; absent where none was asked. */
  model: text.optional(),
  /** The prompt file, by hash. */
  prompt: text,
  verdict: z.enum(['solved', 'unverified']),
  /** What was run, one line each. */
  evidence: z.array(text),
  date: text.regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-01-31'),
});
const lock = z.strictObject({ format: z.literal(1), bodies: z.record(text, body) });
/** What is known of one body. */
export type BodyRecord = Readonly<z.infer<typeof body>>;
export type BodyRecords = Readonly<Record<string, BodyRecord>>;

/** Reads the file's text; what is wrong with it is an `Error` with a message to show. */
export const readBodies = (content: string): BodyRecords | Error => {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    // Two branches that both wrote bodies leave marks of a conflict.
    return new Error(/^(<{7}|={7}|>{7})/m.test(content) ? 'it holds an unresolved merge conflict' : 'it is not JSON');
  }
  const parsed = lock.safeParse(json);
  if (parsed.success) return parsed.data.bodies;
  const [issue] = parsed.error.issues;
  return new Error(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'has an unexpected form'}`);
};
/** The file's text: sorted, so that two branches conflict only where both wrote the same table. */
export const writeBodies = (bodies: BodyRecords): string =>
  `${JSON.stringify({ format: 1, bodies: Object.fromEntries(Object.entries(bodies).toSorted(([a], [b]) => (a < b ? -1 : 1))) }, undefined, 2)}\n`;

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
/** Names, types and whether they are NULL: a new comment does not make a body wrong. */
const columnsHash = ({ columns }: TableModel): string => hash(columns.map(({ name, type, nullable }) => [name, type, nullable]));

const TABLES = new WeakMap<Model, ReadonlyMap<string, TableModel>>();
const tablesOf = (model: Model): ReadonlyMap<string, TableModel> => {
  const known = TABLES.get(model) ?? new Map(model.tables.map((table) => [table.key, table]));
  TABLES.set(model, known);
  return known;
};

/** The text of a file of the project, by its path in it; undefined if there is none that can be read. */
export type FileTexts = (path: string) => string | undefined;

/** The file of a body in Python decides what it does. Line ends are those of whoever checked it out. */
const bodyHash = ({ body: made }: TableModel, files: FileTexts): string =>
  made.kind === 'python' ? hash([made, files(made.file)?.replaceAll('\r\n', '\n') ?? null]) : hash(made);
/** Records from before files counted hold only the name of the file: such a record still belongs to the body that has it. */
const isOf = (record: BodyRecord, table: TableModel, now: Pick<BodyRecord, 'body'>): boolean => [now.body, hash(table.body)].includes(record.body);

/** What a table's body depends on, by hash. */
export const bodyHashes = (model: Model, table: TableModel, files: FileTexts): Pick<BodyRecord, 'intent' | 'inputs' | 'body'> => ({
  intent: hash([table.intent?.trim() ?? '', table.decisions ?? []]),
  inputs: Object.fromEntries(
    table.reads.toSorted().flatMap((key) => {
      const input = tablesOf(model).get(key);
      return input ? [[key, columnsHash(input)]] : [];
    }),
  ),
  body: bodyHash(table, files),
});

/** Bodies that may no longer fit what they were made from. A body that somebody has rewritten since is theirs. */
export const staleBodies = (model: Model, bodies: BodyRecords, files: FileTexts): readonly Omit<Finding, 'trace'>[] =>
  model.tables.flatMap((table): readonly Omit<Finding, 'trace'>[] => {
    const record = bodies[table.key];
    if (!record || table.body.kind === 'unwritten') return [];
    const now = bodyHashes(model, table, files);
    const path = `${model.project.name}/${table.layer}/${table.name}`;
    const told = { table: table.key, date: record.date, by: record.model ?? 'lakewright' };
    const changed = Object.entries(record.inputs).flatMap(([key, was]) => {
      const is = now.inputs[key];
      return is !== undefined && is !== was ? [key] : [];
    });
    if (changed.length > 0) return [{ path, key: ['query'], problem: { kind: 'stale-inputs', inputs: changed, ...told } }];
    return now.intent !== record.intent && isOf(record, table, now) ? [{ path, key: ['intent'], problem: { kind: 'stale-intent', ...told } }] : [];
  });
