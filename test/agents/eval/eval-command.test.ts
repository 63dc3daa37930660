/** `lakewright eval` from the command line, answered through files: the harness, not a model. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvalRecord, Report } from '../../../src/agents/eval/index.ts';
import { REPOSITORY, lakewright } from '../../cli/support.ts';
import { FULL } from '../../suite.ts';

const TASKS = join(REPOSITORY, 'bench/eval');
const text = (path: string): string => readFileSync(join(TASKS, path), 'utf8');
const sql = (path: string): object => ({ outcome: 'sql', sql: text(path), says: '' });
/** What is answered, by a part of the request. */
const ANSWERS: Readonly<Record<string, object>> = {
  'no payment at all': sql('solve/unpaid_orders/reference/two.sql'),
  'One row per contact': sql('solve/clean_emails/wrong/any_at.sql'),
  'Every invoice with its due date': { outcome: 'sql', sql: 'SELECT no_such_column FROM invoices', says: '' },
  'The number of notes': { outcome: 'sql', sql: "SELECT reflect('java.lang.System', 'exit', 1)", says: '' },
  'Gross margin': { outcome: 'refuse', sql: '', says: 'there is no cost' },
  'number of customers by age group': { outcome: 'sql', sql: "SELECT 'under 18' AS age_group, count(*) AS customers FROM customers", says: '' },
  'latest order of each customer': sql('vague/latest_order/readings/all.sql'),
  'number of orders per customer': { outcome: 'clarify', sql: '', says: 'which orders count?' },
  'The orders that were paid': sql('repair/code_status/reference/one.sql'),
};
const bodyOf = (inputs: readonly string[], code: string): object => ({
  form: 'relation',
  inputs: inputs.map((name) => ({ name, table: `bronze.${name}` })),
  code,
  why_sql: null,
});
const answer = (says: string, body: object, more: object = {}): object => ({ outcome: 'body', reason: null, says, body, question: null, others: [], ...more });
const second = (inputs: readonly string[], code: string): object => ({
  outcome: 'sql',
  reason: null,
  says: 'as it stands',
  solution: { inputs: inputs.map((name) => ({ name, table: `bronze.${name}` })), code },
});
const LATEST = 'customer_id: o.customer_id, order_id: o.order_id, ordered_on: o.ordered_on, amount: o.amount';
/** To lakewright's own requests: the first solution, and the second. */
const OWN_ANSWERS: Readonly<Record<string, readonly [object, object]>> = {
  'no payment at all': [
    answer('orders without any payment', bodyOf(['orders', 'payments'], "from(orders).antiJoin(payments, { on: ['order_id'] })")),
    second(['orders', 'payments'], text('solve/unpaid_orders/reference/two.sql')),
  ],
  'Gross margin': [
    { outcome: 'refuse', reason: 'there is no cost', says: '', body: null, question: null, others: [] },
    { outcome: 'refuse', reason: 'there is no cost', says: '', solution: null },
  ],
  'latest order of each customer': [
    answer(
      'one order per customer, of several on one day that with the highest number',
      bodyOf(
        ['orders'],
        `from(orders).dropDuplicates({ by: ['customer_id'], keepFirst: (o) => [o.ordered_on.desc(), o.order_id.desc()] }).select((o) => ({ ${LATEST} }))`,
      ),
      {
        question: 'one order or all of the latest day?',
        others: [
          {
            says: 'all orders of the latest day',
            body: bodyOf(
              ['orders'],
              `from(orders).select((o) => ({ ${LATEST}, place: F.rank().over(Window.partitionBy(o.customer_id).orderBy(o.ordered_on.desc())) })).where((o) => o.place.eq(1)).drop('place')`,
            ),
          },
        ],
      },
    ),
    second(['orders'], text('vague/latest_order/readings/one.sql')),
  ],
};
const SELECTED =
  'unpaid_orders,clean_emails,invoice_due,note_counts,product_margin,age_groups,latest_order,control_order_count,code_status,large_unpaid_orders';

const folder = mkdtempSync(join(tmpdir(), 'lakewright-eval-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const relay = join(folder, 'relay');
const out = join(folder, 'results');
/** Between two looks into the folder, in milliseconds: several requests come in that time. */
const PATIENCE = 4_000;
let answered = 0;
let mostOpen = 0;
/** Answers what is open, whole files only. */
const answerAll = (): void => {
  if (!existsSync(relay)) return;
  const files = readdirSync(relay);
  const open = files.filter((file) => file.endsWith('.request.json') && !files.includes(file.replace('.request.', '.answer.')));
  mostOpen = Math.max(mostOpen, open.length);
  for (const file of open) {
    const request = readFileSync(join(relay, file), 'utf8');
    const isPlain = request.includes('You write one statement of Spark SQL');
    const [, plain] = Object.entries(ANSWERS).find(([part]) => request.includes(part)) ?? [];
    const [, own] = Object.entries(OWN_ANSWERS).find(([part]) => request.includes(part)) ?? [];
    const given = isPlain ? plain : own?.[request.includes('# A second solution') ? 1 : 0];
    const answerFile = join(relay, file.replace('.request.', '.answer.'));
    writeFileSync(`${answerFile}.part`, JSON.stringify(given));
    renameSync(`${answerFile}.part`, answerFile);
    answered += 1;
  }
};
const evaluate = async (more: readonly string[]): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> => {
  const timer = setInterval(answerAll, PATIENCE);
  try {
    return await lakewright(['eval', '--tasks', TASKS, '--provider', 'relay', '--relay', relay, '--parallel', '4', '--json', ...more], { cwd: folder });
  } finally {
    clearInterval(timer);
  }
};
const PLAIN = ['--sql', '--out', out, '--select', SELECTED];
const recordsIn = (file: string): ReadonlyMap<string, EvalRecord> =>
  new Map(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as EvalRecord)
      .map((record) => [record.task, record]),
  );

describe.skipIf(!FULL)('lakewright eval (takes minutes: npm run test:full)', () => {
  let report: Report;
  let records: ReadonlyMap<string, EvalRecord>;
  beforeAll(async () => {
    const { status, stdout, stderr } = await evaluate(PLAIN);
    expect(status, stderr).toBe(0);
    report = (JSON.parse(stdout) as { readonly report: Report }).report;
    records = recordsIn(`${out}.jsonl`);
  }, 600_000);
  const body = (task: string): EvalRecord['body'] => records.get(task)?.body;

  it('calls a right answer right on both sets of rows, also among 200 tables and after a change of the inputs', () => {
    for (const task of ['solve/unpaid_orders', 'large/large_unpaid_orders', 'repair/code_status'])
      expect(body(task)).toEqual({ a: true, b: true, follows: [] });
  });
  it('finds out on hidden rows what is right on visible ones', () => {
    expect(body('solve/clean_emails')).toMatchObject({ a: true, b: false, says: expect.stringContaining('gives') });
  });
  it('counts what Spark refuses as wrong, and does not run what reaches out of SQL', () => {
    expect(body('solve/invoice_due')).toMatchObject({ a: false, b: false, says: expect.stringContaining('no_such_column') });
    expect(records.get('solve/note_counts')).toMatchObject({ outcome: 'failed', says: expect.stringContaining('reflect') });
  });
  it('tells right refusals from answers to what cannot be answered', () => {
    expect(report.all.rightRefusals).toEqual({ count: 1, of: 2 });
  });
  it('names the reading that an answer to a vague request follows', () => {
    expect(body('vague/latest_order')).toMatchObject({ a: true, b: true, follows: ['all'] });
    expect(report.all.silent).toEqual({ count: 1, of: 1 });
  });
  it('calls a question needless where all readings agree', () => {
    expect(report.all.needlessQuestions).toEqual({ count: 1, of: 7 });
  });
  it('lets several requests wait at once', () => {
    expect(mostOpen).toBeGreaterThan(1);
  });
  it('says that it was answered through files', () => {
    expect(report.caution).toContain('files');
    expect(readFileSync(`${out}.md`, 'utf8')).toContain('**Answered through files');
  });
  it('does not ask again what is in the results', async () => {
    const before = answered;
    const again = await evaluate(PLAIN);
    expect(again.status, again.stderr).toBe(0);
    // What broke off is tried again; its request is answered from its file.
    expect(answered).toBe(before);
    expect((JSON.parse(again.stdout) as { readonly report: Report }).report.all.attempts).toBe(10);
  }, 600_000);
});

describe.skipIf(!FULL)('lakewright eval of its own agent (takes minutes: npm run test:full)', () => {
  const own = join(folder, 'own');
  let records: ReadonlyMap<string, EvalRecord>;
  beforeAll(async () => {
    const { status, stderr } = await evaluate(['--out', own, '--select', 'solve/unpaid_orders,product_margin,latest_order']);
    expect(status, stderr).toBe(0);
    records = recordsIn(`${own}.jsonl`);
  }, 600_000);

  it('calls solved what its checks let through and hidden rows confirm', () => {
    expect(records.get('solve/unpaid_orders')).toMatchObject({ solver: 'lakewright', outcome: 'solved', body: { a: true, b: true } });
    expect(records.get('solve/product_margin')).toMatchObject({ outcome: 'refused' });
  });
  it('judges a question by the rows that it shows, and the decision that comes of it by the readings that its example tells apart', () => {
    const record = records.get('vague/latest_order');
    expect(record).toMatchObject({ outcome: 'clarify', body: { a: true, b: true, follows: ['one'] } });
    expect(record?.question).toMatchObject({ kind: 'right', between: [['one'], ['all']] });
    expect(record?.decisions).toMatchObject([{ kind: 'decisive' }]);
  });
});
