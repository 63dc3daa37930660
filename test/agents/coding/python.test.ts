/** Bodies in Python, the last form: with a reason, read before they run, in the cage, written with their file or not at all. Answers are made up. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPlan, constructsOf, planChanges, takeSources } from '../../../src/agents/apply/index.ts';
import { bodyChanges, pythonFile } from '../../../src/agents/coding/body.ts';
import { codeTable, type CodedTable } from '../../../src/agents/coding/code-table.ts';
import { codedText } from '../../../src/agents/coding/report.ts';
import type { CompletionRequest, Provider } from '../../../src/agents/provider/provider.ts';
import { startEngine } from '../../../src/agents/trial/index.ts';
import type { Model, TableModel } from '../../../src/model/model.ts';
import { budgetOf, completion, MODEL } from '../sums.ts';
import { APP, DEFINITION, projects } from '../trial/project.ts';
import { prepared } from '../trial/support.ts';
import { FULL } from '../../suite.ts';

const { signal } = new AbortController();
const shop = projects();
let root = '';
let model: Model;
let table: TableModel;
let engine: ReturnType<typeof startEngine>;
beforeAll(async () => {
  root = shop.make();
  const tried = await shop.trial(root).attempt([], signal);
  if (!tried.model) throw new Error('no model');
  model = tried.model;
  table = model.tables.find(({ key }) => key === 'gold.latest') as TableModel;
  engine = startEngine({ root, prepared: prepared() });
});
afterAll(async () => {
  await engine?.close();
  shop.remove();
});

const inputs = [{ name: 'orders', table: 'bronze.orders' }];
const SOURCE = `"""gold.latest: the latest order of each customer."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F


def latest(orders: DataFrame) -> DataFrame:
    """One row per customer: the order with the latest time, of several the one with the least id."""
    latest_first = Window.partitionBy("customer").orderBy(F.col("at").desc_nulls_last(), "id")
    return (
        orders.where(F.col("customer").isNotNull())
        .withColumn("place", F.row_number().over(latest_first))
        .where(F.col("place") == 1)
        .select("customer", "id", "amount")
    )
`;
/** Each customer's name goes through Python, and comes back as it was. */
const WITH_UDF = SOURCE.replace(
  '    latest_first',
  `    @F.udf("string")
    def same(text: str | None) -> str | None:
        return text if text is None else "".join([c for c in text])

    orders = orders.withColumn("customer", same("customer"))
    latest_first`,
);
const SQL = `SELECT customer, id, amount FROM (
  SELECT *, row_number() OVER (PARTITION BY customer ORDER BY at DESC NULLS LAST, id) AS n FROM orders WHERE customer IS NOT NULL
) WHERE n = 1`;
const REASON = 'neither can repeat a step until nothing changes';
const bodyOf = (code: string, over: object = {}) => ({ form: 'python', inputs, code, why_sql: null, why_python: REASON, ...over });
const isSecond = ({ system }: CompletionRequest): boolean => system.startsWith('# A second solution');
const coded = async (...bodies: readonly object[]): Promise<CodedTable & { readonly asked: readonly CompletionRequest[] }> => {
  const asked: CompletionRequest[] = [];
  const provider: Provider = {
    name: 'replay',
    complete: (request) => {
      if (isSecond(request))
        return Promise.resolve(completion(JSON.stringify({ outcome: 'sql', reason: null, says: 'the same', solution: { inputs, code: SQL } })));
      asked.push(request);
      const body = bodies[Math.min(asked.length, bodies.length) - 1];
      return Promise.resolve(completion(JSON.stringify({ outcome: 'body', reason: null, says: 'the latest by time', body, question: null, others: [] })));
    },
  };
  const definition = join(root, APP);
  const done = await codeTable({
    subject: table.key,
    provider,
    model: MODEL,
    budget: budgetOf({ seconds: 300 }),
    signal,
    root,
    definition,
    sources: takeSources(definition),
    project: model,
    table,
    engine,
    prepared: prepared(),
    choose: ({ usual }) => Promise.resolve(usual),
  });
  return { ...done, asked };
};
const changesOf = ({ proposal }: CodedTable) => ('changes' in proposal ? proposal.changes : []);
const planned = (changes: Parameters<typeof planChanges>[1]) =>
  planChanges({ root, sources: takeSources(join(root, APP)), constructs: constructsOf(model) }, changes);

describe('a body in Python', () => {
  it.runIf(FULL)(
    'is judged by Spark, runs on made rows, is compared with SQL, and is a file and a property with its reasons',
    async () => {
      const done = await coded(bodyOf(WITH_UDF, { why_leaves_spark: 'Spark has no such function' }));
      expect(done.proposal.outcome, codedText(done)).toBe('solved');
      expect(done.proposal.evidence.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(
        expect.arrayContaining([
          'source passed',
          'types passed',
          'definition passed',
          'analyzer passed',
          'adversarial passed',
          'invariants passed',
          'second passed',
        ]),
      );
      expect(codedText(done)).toContain(`Python, because ${REASON}`);
      expect(codedText(done)).toContain('rows leave Spark, because Spark has no such function');
      const { files, refused } = planned(changesOf(done));
      expect(refused).toEqual([]);
      expect(files.map(({ path, before }) => [path, before === undefined])).toEqual([
        ['bodies/gold_latest.py', true],
        [APP, false],
      ]);
      expect(files[0]?.after).toBe(WITH_UDF);
      expect(files[1]?.after).toContain("query: python({ file: 'bodies/gold_latest.py', function: 'latest', inputs: { orders } })");
      expect(readFileSync(join(root, APP), 'utf8')).toBe(DEFINITION);
      expect(existsSync(join(root, 'bodies'))).toBe(false);
    },
    300_000,
  );
  it('without a reason, that opens a file, or goes through Python row by row without saying why, is refused at its line before it runs', async () => {
    const opens = SOURCE.replace('    latest_first', '    open("/etc/passwd")\n    latest_first');
    const done = await coded(bodyOf(SOURCE, { why_python: ' - ' }), bodyOf(opens), bodyOf(WITH_UDF));
    const told = done.asked.map(({ messages }) => JSON.stringify(messages.at(-1)));
    expect(told).toHaveLength(4);
    expect(told[1]).toContain('LW8215');
    expect(told[2]).toContain('the name `open` is not allowed in a body');
    expect(told[2]).toContain('gold_latest.py:9:5');
    expect(told[3]).toContain('Python for each row');
    expect(done.proposal).toMatchObject({ outcome: 'unverified', why: expect.stringMatching(/^source: /) });
    expect(done.proposal.evidence.map(({ check }) => check)).toEqual(['schema', 'source']);
  }, 90_000);
  it.skipIf(!FULL)(
    'that gives other columns than are declared does not get past the analyzer (half a minute: npm run test:full)',
    async () => {
      const done = await coded(bodyOf(SOURCE.replace('"id", "amount")', '"id")')));
      expect(done.proposal.evidence.at(-1)).toMatchObject({ check: 'analyzer', verdict: 'failed' });
    },
    120_000,
  );
});

describe('the file of a body in Python', () => {
  const body = { form: 'python', inputs, code: SOURCE } as const;
  it('takes the first name that is free, and one that a killed run left with the same text', () => {
    const other = shop.make();
    mkdirSync(join(other, 'bodies'));
    expect(pythonFile(other, table, SOURCE)).toBe('bodies/gold_latest.py');
    writeFileSync(join(other, 'bodies', 'gold_latest.py'), SOURCE);
    expect(pythonFile(other, table, SOURCE)).toBe('bodies/gold_latest.py');
    writeFileSync(join(other, 'bodies', 'gold_latest.py'), '# mine\n');
    expect(pythonFile(other, table, SOURCE)).toBe('bodies/gold_latest_2.py');
  });
  it('and the property are both written, or neither: where one is in the way, all stays', () => {
    const plan = planned(bodyChanges(root, model, table, body) ?? []);
    mkdirSync(join(root, 'bodies'), { recursive: true });
    writeFileSync(join(root, 'bodies', 'gold_latest.py'), '# mine\n');
    expect(applyPlan(root, plan)).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('bodies/gold_latest.py') }] });
    expect(readFileSync(join(root, APP), 'utf8')).toBe(DEFINITION);
    expect(readFileSync(join(root, 'bodies', 'gold_latest.py'), 'utf8')).toBe('# mine\n');

    const second = planned(bodyChanges(root, model, table, body) ?? []);
    writeFileSync(join(root, APP), `${DEFINITION}// changed meanwhile\n`);
    expect(applyPlan(root, second)).toMatchObject({ ok: false });
    expect(existsSync(join(root, 'bodies', 'gold_latest_2.py'))).toBe(false);

    writeFileSync(join(root, APP), DEFINITION);
    expect(applyPlan(root, second)).toMatchObject({ ok: true, files: ['bodies/gold_latest_2.py', APP] });
    expect(readFileSync(join(root, 'bodies', 'gold_latest_2.py'), 'utf8')).toBe(SOURCE);
  });
});
