/** The offline answer: only where an intent says no more than "all of it". Cheap; that it passes the verifiers is shown by the command. */
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passThrough } from '../../../src/agents/coding/pass-through.ts';
import { declaredType } from '../../../src/agents/eval/definition.ts';
import { readTasks, type Task, type TaskColumn } from '../../../src/agents/eval/task.ts';
import { checkCandidate } from '../../../src/agents/trial/candidate.ts';
import { checkSql } from '../../../src/agents/trial/candidate-sql.ts';
import { files, Layer, QualityRule, t, Table } from '../../../src/index.ts';
import type { Model } from '../../../src/model/model.ts';
import { modelOf, newProject } from '../../support.ts';

const ORDERS = { id: t.int().notNull(), customer: t.string(), amount: t.decimal(9, 2).comment('in EUR'), 'odd-name': t.string() };
const ALL = 'all orders, as they came in';
interface Wish {
  readonly intent?: string;
  readonly name?: string;
  readonly columns?: Record<string, unknown>;
  readonly more?: Record<string, unknown>;
  readonly rule?: string;
  readonly input?: Record<string, unknown>;
  /** Another table beside, with these columns. */
  readonly beside?: Readonly<Record<string, Record<string, unknown>>>;
}
/** `silver.orders` to be filled from `bronze.orders_raw`. */
const made = ({
  intent = ALL,
  name = 'orders',
  columns = { id: t.int(), amount: t.decimal(9, 2) },
  more = {},
  rule,
  input = {},
  beside = {},
}: Wish = {}): Model => {
  const project = newProject('shop');
  const bronze = new Layer(project, 'bronze');
  const silver = new Layer(project, 'silver');
  const source = files('landing/orders', { format: 'json' });
  new Table(bronze, 'orders_raw', { source, columns: ORDERS, primaryKey: ['id'], ...input } as never);
  for (const [other, fields] of Object.entries(beside)) new Table(bronze, other, { source, columns: fields } as never);
  const target = new Table(silver, name, { intent, columns, ...more } as never);
  if (rule)
    new QualityRule(target as never, 'sane', { check: (o: { id: { gt: (n: number) => never } }) => o.id.gt(0), onViolation: rule, nulls: 'pass' } as never);
  return modelOf(project.check());
};
const answered = (model: Model, key = 'silver.orders') => {
  const table = model.tables.find((each) => each.key === key);
  if (!table) throw new Error(key);
  return passThrough(model, table);
};
const codeOf = (wish: Wish): string | undefined => answered(made(wish), `silver.${wish.name ?? 'orders'}`)?.answer.body?.code;

describe('an intent that says no more than all of a table', () => {
  it.each([
    'all orders',
    'All of the orders.',
    'every row of bronze.orders_raw',
    'all rows of the raw orders',
    'a copy of bronze orders',
    'the orders, unchanged',
    'Orders as they came in',
    'an exact copy of all orders raw'.replace('an exact', 'exact'),
  ])('"%s" is answered', (intent) => {
    expect(codeOf({ intent })).toBe('from(given).select((row) => ({ id: row.id, amount: row.amount }))');
  });
  it('is taken as it is where all columns are the same, and cast only where no value changes', () => {
    expect(codeOf({ columns: ORDERS })).toBe('from(given)');
    expect(codeOf({ columns: { id: t.bigint(), amount: t.decimal(12, 3), 'odd-name': t.string() } })).toBe(
      "from(given).select((row) => ({ id: row.id.cast(t.bigint()), amount: row.amount.cast(t.decimal(12, 3)), 'odd-name': row['odd-name'] }))",
    );
    expect(answered(made({ columns: { id: t.decimal(10, 0), 'odd-name': t.string() } }))?.second.solution?.code).toBe(
      'SELECT CAST(id AS DECIMAL(10, 0)) AS id, `odd-name` FROM given',
    );
  });
  it('is answered with code that a body may be', () => {
    const found = answered(made({ columns: { id: t.bigint(), 'odd-name': t.string() } }));
    expect(checkCandidate({ code: found?.answer.body?.code ?? '', inputs: ['given'], path: '' })).toEqual([]);
    expect(checkSql(found?.second.solution?.code ?? '', '')).toEqual([]);
  });
});

describe('it is silent', () => {
  const WORDS =
    'latest distinct not without only paid one per and or join by last first sum number each test accounts valid since 2026 known daily new unique customers id with'.split(
      ' ',
    );
  const FORMS = ['all orders', 'every row of orders', 'a copy of orders', 'the orders as they came in'];
  it('wherever any word more stands in an intent', () => {
    const model = made();
    const table = model.tables.find(({ key }) => key === 'silver.orders');
    if (!table) throw new Error('no table');
    fc.assert(
      fc.property(fc.constantFrom(...FORMS), fc.oneof(fc.constantFrom(...WORDS), fc.string({ minLength: 1 })), fc.nat(8), (form, word, at) => {
        const words = form.split(' ');
        const intent = [...words.slice(0, at), word, ...words.slice(at)].join(' ');
        const isSame = /^[\s.]*$|^(?:the|all|of|a|raw|rows?|table|records?|as|is|orders?|copy)$/i.test(word.trim());
        if (!isSame) expect(passThrough(model, { ...table, intent }), intent).toBeUndefined();
      }),
      { numRuns: 400 },
    );
    for (const intent of [
      '',
      'orders',
      'order',
      'all orders all orders',
      'all',
      'alle Bestellungen',
      'all orders; all customers',
      'each order',
      'all orders\u200b',
    ])
      expect(passThrough(model, { ...table, intent }), intent).toBeUndefined();
  });
  it.each<readonly [string, Wish]>([
    ['a column is in no table', { columns: { id: t.int(), paid: t.boolean() } }],
    ['a type could lose values', { columns: { id: t.smallint(), amount: t.decimal(9, 2) } }],
    ['a decimal could lose digits', { columns: { id: t.int(), amount: t.decimal(9, 3) } }],
    ['a text would be read as a number', { columns: { id: t.int(), customer: t.int() } }],
    ['NULL may come where none may be', { columns: { id: t.int(), customer: t.string().notNull() } }],
    ['a comment says something else', { columns: { id: t.int(), amount: t.decimal(9, 2).comment('in cents') } }],
    ['what tells rows apart is left out', { columns: { customer: t.string() } }],
    ['nothing tells rows apart, and columns are left out', { input: { primaryKey: undefined } }],
    ['the key is of something else', { columns: { id: t.int() }, more: { primaryKey: ['id'] }, input: { primaryKey: ['id', 'customer'] } }],
    ['a key is declared, and the rows have none yet', { columns: ORDERS, more: { primaryKey: ['id'] }, input: { primaryKey: undefined } }],
    ['rows are merged', { more: { write: { strategy: 'merge', keys: ['id'] } } }],
    ['a rule stops a run', { rule: 'fail' }],
    ['the name of the table says more', { name: 'paid_orders' }],
    ['two tables have the columns', { beside: { returns: { id: t.int(), amount: t.decimal(9, 2) } } }],
    ['the words name another table as well', { beside: { orders: { id: t.int() } } }],
    ['a body is there', { more: { query: undefined, source: files('landing/x', { format: 'json' }) } }],
  ])('where %s', (_, wish) => {
    expect(codeOf(wish)).toBeUndefined();
  });
  it('where a decision says how the intent is meant', () => {
    const model = made();
    const table = model.tables.find(({ key }) => key === 'silver.orders');
    const decision = { says: 'x', given: [], gives: { columns: [], rows: [] } };
    expect(table && passThrough(model, { ...table, decisions: [decision] })).toBeUndefined();
  });
});

describe('of the tasks that measure agents', () => {
  const typeOf = (text: string): unknown => new Function('t', `return ${declaredType(text)}`)(t);
  const columnsOf = (columns: readonly TaskColumn[]): Record<string, unknown> =>
    Object.fromEntries(
      columns.map(({ name, type, nullable }) => {
        const made_ = typeOf(type) as { notNull: () => unknown };
        return [name, nullable ? made_ : made_.notNull()];
      }),
    );
  const modelOfTask = (task: Task, intent: string): Model => {
    const project = newProject('shop');
    const bronze = new Layer(project, 'bronze');
    const silver = new Layer(project, 'silver');
    for (const { name, columns, key } of [...task.inputs, ...task.around])
      new Table(bronze, name, { source: files(`landing/${name}`, { format: 'parquet' }), columns: columnsOf(columns), primaryKey: key } as never);
    new Table(silver, 'answer', { intent, columns: columnsOf(task.output.columns), primaryKey: task.output.key } as never);
    return modelOf(project.check());
  };
  it('none is answered, because each intent means more', async () => {
    const tasks = await readTasks(resolve(import.meta.dirname, '../../../bench/eval'));
    expect(tasks.length).toBeGreaterThanOrEqual(69);
    for (const task of tasks) expect(answered(modelOfTask(task, task.intent), 'silver.answer'), `${task.name}: ${task.intent}`).toBeUndefined();
  });
  it('the silence is that of the words: the same tables are answered where they say no more', async () => {
    const tasks = await readTasks(resolve(import.meta.dirname, '../../../bench/eval'));
    const found = tasks.flatMap((task) => {
      const [input] = task.inputs.filter(({ key }) => key.length > 0);
      if (!input) return [];
      const model = modelOfTask({ ...task, output: { key: input.key, columns: input.columns } }, `all ${input.name}`);
      const table = model.tables.find(({ key }) => key === 'silver.answer');
      return table ? (passThrough(model, { ...table, name: input.name })?.answer.body?.code ?? []) : [];
    });
    expect(new Set(found)).toEqual(new Set(['from(given)']));
    expect(found.length).toBeGreaterThan(tasks.length / 2);
  });
});
