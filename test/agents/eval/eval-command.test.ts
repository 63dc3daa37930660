/** `lakewright eval` from the command line, answered through files: the harness, not a model. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvalRecord, Report } from '../../../src/agents/eval/index.ts';
import { REPOSITORY, lakewright } from '../../cli/support.ts';

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
    const [, answer] = Object.entries(ANSWERS).find(([part]) => request.includes(part)) ?? [];
    const answerFile = join(relay, file.replace('.request.', '.answer.'));
    writeFileSync(`${answerFile}.part`, JSON.stringify(answer));
    renameSync(`${answerFile}.part`, answerFile);
    answered += 1;
  }
};
const evaluate = async (): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> => {
  const timer = setInterval(answerAll, PATIENCE);
  try {
    return await lakewright(
      ['eval', '--tasks', TASKS, '--sql', '--provider', 'relay', '--relay', relay, '--parallel', '4', '--out', out, '--json', '--select', SELECTED],
      {
        cwd: folder,
      },
    );
  } finally {
    clearInterval(timer);
  }
};

describe('lakewright eval', () => {
  let report: Report;
  let records: ReadonlyMap<string, EvalRecord>;
  beforeAll(async () => {
    const { status, stdout, stderr } = await evaluate();
    expect(status, stderr).toBe(0);
    report = (JSON.parse(stdout) as { readonly report: Report }).report;
    records = new Map(
      readFileSync(`${out}.jsonl`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as EvalRecord)
        .map((record) => [record.task, record]),
    );
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
    const again = await evaluate();
    expect(again.status, again.stderr).toBe(0);
    // What broke off is tried again; its request is answered from its file.
    expect(answered).toBe(before);
    expect((JSON.parse(again.stdout) as { readonly report: Report }).report.all.attempts).toBe(10);
  }, 600_000);
});
