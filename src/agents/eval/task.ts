/** Tasks as folders hold them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { EvalFailure, evalDiagnostic } from './diagnostics.ts';

const COLUMN = z.object({ name: z.string(), type: z.string(), nullable: z.boolean(), comment: z.string().optional() });
export type TaskColumn = z.infer<typeof COLUMN>;
const TABLE = z.object({ name: z.string(), key: z.array(z.string()).default([]), columns: z.array(COLUMN), about: z.string().optional() });
export type TaskTable = z.infer<typeof TABLE>;
const READING = z.object({ id: z.string(), says: z.string() });

const FILE = z.object({
  id: z.string(),
  family: z.string(),
  intent: z.string(),
  inputs: z.array(TABLE),
  output: z.object({ key: z.array(z.string()), columns: z.array(COLUMN) }),
  expected_behaviour: z.enum(['solve', 'refuse', 'clarify']),
  question: z.string().optional(),
  readings: z.array(READING).optional(),
  default: z.string().optional(),
  change: z.string().optional(),
  /** Where its rows are, relative to its folder. */
  data: z.string().default('data'),
});
/** One that takes the files of another task and puts them among other tables. */
const LIKE = z.object({ id: z.string(), like: z.string(), around: z.string() });
const AROUND = z.object({ tables: z.array(TABLE) });

export interface Reading {
  readonly id: string;
  readonly says: string;
  readonly sql: string;
}
export interface Task {
  /** `solve/unpaid_orders`. */
  readonly name: string;
  readonly id: string;
  readonly family: string;
  readonly intent: string;
  readonly inputs: readonly TaskTable[];
  /** Tables that are in the project and not needed. */
  readonly around: readonly TaskTable[];
  readonly output: { readonly key: readonly string[]; readonly columns: readonly TaskColumn[] };
  readonly expected: 'solve' | 'refuse' | 'clarify';
  /** Where answers are. */
  readonly folder: string;
  /** Where rows are. */
  readonly data: string;
  readonly readings: readonly Reading[];
  /** The reading that is meant unless somebody says otherwise. */
  readonly usual?: string;
  /** The body as it was before the inputs changed, in SQL. */
  readonly before?: string;
  /** What happened to the inputs. */
  readonly change?: string;
}
export type DataSet = 'a' | 'b';
export const dataFile = (task: Task, set: DataSet, input: string): string => join(task.data, set, `${input}.parquet`);
export const expectedFile = (task: Task, of: string): string => join(task.folder, 'expected', `${of}.parquet`);

const parse = async <T>(schema: z.ZodType<T>, file: string): Promise<T> => {
  const { parse: parseYaml } = await import('yaml');
  let why: string;
  try {
    const read = schema.safeParse(parseYaml(readFileSync(file, 'utf8')));
    if (read.success) return read.data;
    why = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('; ');
  } catch (error) {
    why = error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);
  }
  throw new EvalFailure(evalDiagnostic({ kind: 'bad-task', why }, file));
};
const textsIn = (folder: string): Readonly<Record<string, string>> =>
  existsSync(folder)
    ? Object.fromEntries(
        readdirSync(folder)
          .filter((file) => file.endsWith('.sql'))
          .map((file) => [file.slice(0, -4), readFileSync(join(folder, file), 'utf8')]),
      )
    : {};

const readTask = async (file: string): Promise<Task> => {
  const own = await parse(z.union([LIKE, FILE]), file);
  const kind = basename(dirname(dirname(file)));
  if ('like' in own) {
    const base = dirname(dirname(dirname(file)));
    const like = await readTask(join(base, own.like, 'task.yaml'));
    const { tables } = await parse(AROUND, join(dirname(dirname(file)), own.around));
    const mine = new Set(like.inputs.map(({ name }) => name));
    const about = new Map(tables.map((table) => [table.name, table.about]));
    const inputs = like.inputs.map((table) => ({ ...table, ...(about.get(table.name) === undefined ? {} : { about: about.get(table.name) }) }));
    return { ...like, id: own.id, name: `${kind}/${own.id}`, inputs, around: tables.filter(({ name }) => !mine.has(name)) };
  }
  const folder = dirname(file);
  const texts = textsIn(join(folder, 'readings'));
  const before = join(folder, 'before.sql');
  return {
    name: `${kind}/${own.id}`,
    id: own.id,
    family: own.family,
    intent: own.intent,
    inputs: own.inputs,
    around: [],
    output: own.output,
    expected: own.expected_behaviour,
    folder,
    data: join(folder, own.data),
    readings: (own.readings ?? []).map(({ id, says }) => ({ id, says, sql: texts[id] ?? '' })),
    ...(own.default === undefined ? {} : { usual: own.default }),
    ...(existsSync(before) ? { before: readFileSync(before, 'utf8') } : {}),
    ...(own.change === undefined ? {} : { change: own.change }),
  };
};

const taskFiles = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => basename(path) === 'task.yaml')
        .map((path) => join(folder, path))
        .toSorted()
    : [];

/** All tasks under a folder, or those whose id or name is named. Throws an `EvalFailure`. */
export const readTasks = async (folder: string, select: readonly string[] = []): Promise<readonly Task[]> => {
  const files = taskFiles(resolve(folder));
  if (files.length === 0) throw new EvalFailure(evalDiagnostic({ kind: 'no-tasks', folder }, folder));
  const tasks: Task[] = [];
  for (const file of files) tasks.push(await readTask(file));
  const wanted = select.flatMap((text) => text.split(',')).filter((text) => text !== '');
  if (wanted.length === 0) return tasks;
  const unknown: readonly Diagnostic[] = wanted
    .filter((name) => !tasks.some((task) => isCalled(task, name)))
    .map((name) => evalDiagnostic({ kind: 'unknown-task', name, known: tasks.map(({ id }) => id) }, relative(process.cwd(), folder) || '.'));
  if (unknown.length > 0) throw new EvalFailure(...unknown);
  return tasks.filter((task) => wanted.some((name) => isCalled(task, name)));
};
/** By id, by name, or by kind: `vague/`. */
const isCalled = (task: Task, name: string): boolean => task.id === name || task.name === name || (name.endsWith('/') && task.name.startsWith(name));
