import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareSolutions, describeDisagreement, probeConfinement, startEngine } from '../../../src/agents/trial/index.ts';
import { adversarialInputs } from '../../../src/agents/trial/adversarial.ts';
import type { Runnable, RunResult } from '../../../src/agents/trial/trial.ts';
import { FULL, turn } from '../../suite.ts';
import { body, prepared, shop } from './support.ts';

const root = mkdtempSync(join(tmpdir(), 'lakewright-engine-'));
const secret = join(homedir(), '.lakewright-secret-of-a-test');
const model = shop();
let engine: ReturnType<typeof startEngine>;
beforeAll(() => {
  writeFileSync(secret, 'secret');
  engine = startEngine({ root, prepared: prepared(), seconds: 40 });
});
afterAll(async () => {
  await engine.close();
  rmSync(secret, { force: true });
  rmSync(root, { recursive: true, force: true });
});

const ORDERS = [
  { id: 1, customer: 'a', amount: '1.10', at: '2026-01-01T00:00:00Z' },
  { id: 2, customer: 'a', amount: '2.20' },
  { id: 3, customer: null, amount: null, at: null },
];
const input = { 'bronze.orders': ORDERS };
const query = (sql: string): Runnable => ({ model, sql, reads: [], names: { orders: 'bronze.orders', customers: 'bronze.customers' } });
const rowsOf = (result: RunResult) => {
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.rows;
};
const spoken = (...lines: readonly string[]) => engine.run({ model, table: 'gold.spoken', files: body(lines) }, input);
const problemOf = (result: RunResult): string =>
  result.ok ? `no problem, but ${JSON.stringify(result.rows)}` : result.problems.map(({ code, message }) => `${code} ${message}`).join('\n');

describe.runIf(turn(1))('bodies on rows that are given (turn 1 of 3)', () => {
  it('are relations, SQL or Python', async () => {
    expect(rowsOf(await engine.run({ model, table: 'gold.totals' }, input))).toEqual(
      expect.arrayContaining([
        { customer: 'a', orders: 2, total: '3.30' },
        { customer: null, orders: 1, total: null },
      ]),
    );
    const customers = { 'bronze.customers': [{ customer: 'a', country: 'DE' }] };
    expect(rowsOf(await engine.run({ model, table: 'gold.paid' }, { ...input, ...customers }))).toContainEqual({ id: 2, customer: 'a', country: 'DE' });
    expect(rowsOf(await spoken("return orders.select('id', F.upper('customer').alias('loud'))"))).toContainEqual({ id: 1, loud: 'A' });
    expect(rowsOf(await engine.run({ model, sql: 'SELECT count(*) AS n FROM bronze_orders', reads: ['bronze.orders'] }, input))).toEqual([{ n: 3 }]);
  });
  it('are run on empty tables where nothing is given', async () => {
    expect(await engine.run({ model, table: 'gold.totals' }, {})).toMatchObject({ ok: true, rows: [], count: 0 });
  });
  it('are run again when their file has changed', async () => {
    expect(rowsOf(await spoken("return orders.select('id', F.lit('one').alias('loud')).limit(1)"))).toEqual([{ id: 1, loud: 'one' }]);
    expect(rowsOf(await spoken("return orders.select('id', F.lit('two').alias('loud')).limit(1)"))).toEqual([{ id: 1, loud: 'two' }]);
  });
  it('in Python are compared with SQL, and so are relations of a definition that has Python beside them', async () => {
    const files = body(["return orders.select('id', F.upper('customer').alias('loud'))"]);
    const inPython = { model, table: 'gold.spoken', files };
    const sql = { ...query('SELECT id, upper(customer) AS loud FROM orders'), reads: ['bronze.orders'], names: { orders: 'bronze.orders' } };
    expect(await engine.compare(inPython, sql, [input])).toMatchObject([{ difference: { kind: 'same' } }]);
    expect(await engine.compare(sql, inPython, [input])).toMatchObject([{ difference: { kind: 'same' } }]);
    const totals = { ...query('SELECT customer, count(*) AS orders, sum(amount) AS total FROM orders GROUP BY customer'), names: { orders: 'bronze.orders' } };
    expect(await engine.compare({ model, table: 'gold.totals', files }, totals, [input])).toMatchObject([{ difference: { kind: 'same' } }]);
  });
  it('are judged by the analyzer, which compares with the declared columns', async () => {
    expect(await engine.analyze({ model, table: 'gold.totals' })).toEqual([]);
    expect(await engine.analyze({ model, table: 'gold.spoken', files: body(["return orders.select('id')"]) })).toMatchObject([{ kind: 'columns' }]);
  });
  it('fail with what Spark or Python says, and leave the engine as it was', async () => {
    expect(problemOf(await engine.run(query('SELECT nope FROM orders'), input))).toMatch(/LW8208 .*nope/);
    expect(problemOf(await engine.run(query('SELECT 1 / (id - id) FROM orders'), input))).toMatch(/LW8208 .*zero/i);
    // What may be sent names the kind of failure, and no value of a row.
    for (const [failing, kind] of [
      [query("SELECT CAST(concat('Ada ', customer) AS INT) FROM orders"), /CAST_INVALID_INPUT/],
      [query("SELECT raise_error('[FanOutError] a row matches several rows on name: Ada') FROM orders"), /FanOutError/],
      [{ model, table: 'gold.spoken', files: body(["raise ValueError('Ada Lovelace')"]) }, /ValueError/],
    ] as const) {
      const result = await engine.run(failing, input);
      expect(problemOf(result)).toContain('Ada');
      const withheld = JSON.stringify(result.ok || result.withoutValues);
      expect(withheld).toMatch(kind);
      expect(withheld).not.toContain('Ada');
    }
    expect(problemOf(await spoken("raise ValueError('not today')"))).toMatch(/not today/);
    expect(problemOf(await spoken('raise SystemExit(3)'))).toMatch(/LW8208/);
    expect(problemOf(await spoken('return 1'))).toMatch(/gives int, not a DataFrame/);
    expect(problemOf(await engine.run({ model, table: 'gold.totals' }, { 'bronze.orders': [{ id: 'x' }] }))).toMatch(/LW8208/);
    expect(rowsOf(await engine.run(query('SELECT 1 AS one'), {}))).toEqual([{ one: 1 }]);
  });
  it('give values of all types as they came', async () => {
    const cast = `SELECT 9223372036854775807 AS big, CAST('0.10' AS DECIMAL(20, 2)) AS exact, DATE'2024-02-29' AS day, TIMESTAMP'2026-03-29 01:30:00.000001Z' AS moment,
      CAST('NaN' AS DOUBLE) AS odd, X'00FF' AS bytes, map('b', 1, 'a', 2) AS pairs, named_struct('x y', array(1, NULL)) AS deep, parse_json('{"a":[1]}') AS free, INTERVAL '1' MONTH AS gap`;
    expect(rowsOf(await engine.run(query(cast), {}))).toEqual([
      {
        big: '9223372036854775807',
        exact: '0.10',
        day: '2024-02-29',
        moment: '2026-03-29T01:30:00.000001Z',
        odd: 'NaN',
        bytes: '00FF',
        pairs: expect.arrayContaining([
          ['a', 2],
          ['b', 1],
        ]),
        deep: { 'x y': [1, null] },
        free: '{"a":[1]}',
        gap: expect.stringContaining('1'),
      },
    ]);
  });
});

describe.runIf(turn(1))('two bodies (turn 1 of 3)', () => {
  it('are the same as multisets, whatever their order and types of numbers', async () => {
    const pairs: readonly (readonly [string, string, string])[] = [
      ['SELECT 1 AS a, 2 AS b', 'SELECT 2L AS B, 1.00 AS A', 'same'],
      ['SELECT * FROM VALUES (1), (1), (2) AS t(a)', 'SELECT * FROM VALUES (2), (1), (1) AS t(a)', 'same'],
      ['SELECT * FROM VALUES (1), (1), (2) AS t(a)', 'SELECT * FROM VALUES (2), (2), (1) AS t(a)', 'rows'],
      ['SELECT 0.1D + 0.2D AS a', 'SELECT 0.3D AS a', 'same'],
      ['SELECT 0.1D AS a', 'SELECT 0.1000001D AS a', 'rows'],
      ["SELECT CAST('NaN' AS DOUBLE) AS a, -0.0D AS b", "SELECT CAST('NaN' AS DOUBLE) AS a, 0.0D AS b", 'same'],
      ['SELECT 0.10 AS a', 'SELECT 0.11 AS a', 'rows'],
      ["SELECT map('a', 1, 'b', 2) AS m", "SELECT map('b', 2, 'a', 1) AS m", 'same'],
      ["SELECT TIMESTAMP'2026-01-01 00:00:00Z' AS a", "SELECT TIMESTAMP'2026-01-01 01:00:00+01:00' AS a", 'same'],
      ['SELECT NULL AS a', "SELECT '' AS a", 'rows'],
      ["SELECT 'a' AS a", "SELECT 'A' AS a", 'rows'],
      ['SELECT 1 AS a', 'SELECT 1 AS b', 'columns'],
      ['SELECT 1 AS a', 'SELECT nope AS a', 'unknown'],
    ];
    for (const [one, other, kind] of pairs) {
      const [found] = await engine.compare(query(one), query(other), [{}]);
      expect(found?.difference.kind, `${one} | ${other}`).toBe(kind);
    }
  });
  it('differ on the smallest rows that show it', async () => {
    const datasets = adversarialInputs({ model, reads: ['bronze.orders'] });
    const right: Runnable = { model, table: 'gold.totals' };
    const agreed = await compareSolutions(
      engine,
      right,
      query('SELECT customer, count(*) AS orders, sum(amount) AS total FROM orders GROUP BY customer'),
      datasets,
    );
    expect(agreed.disagreement).toBeUndefined();
    expect(agreed.rows).toBeGreaterThan(10);
    const wrong = query('SELECT customer, count(amount) AS orders, sum(amount) AS total FROM orders GROUP BY customer');
    const { disagreement } = await compareSolutions(engine, right, wrong, datasets);
    if (!disagreement) throw new Error('no difference found');
    expect(disagreement.given).toEqual({ 'bronze.orders': [{ id: expect.any(Number), customer: null, amount: null, at: null }] });
    expect(describeDisagreement(disagreement)).toMatch(
      /^given bronze.orders: \{.*"amount":null.*: the first gives \{"customer":null,"orders":1,"total":null\}; the second gives \{"customer":null,"orders":0,/,
    );
  });
});

const caged = probeConfinement(prepared());
const why = caged.kind === 'none' ? `: there is no cage here (${caged.why})` : '';
describe.runIf(caged.kind !== 'none' && turn(1))(`what a model wrote in Python (turn 1 of 3)${why}`, () => {
  /** Says what came of an action instead of rows. */
  const tried = async (...lines: readonly string[]): Promise<unknown> => {
    const [row] = rowsOf(
      await spoken(
        'try:',
        ...lines.map((line) => `    ${line}`),
        'except BaseException as error:',
        '    found = type(error).__name__',
        "return orders.limit(1).select('id', F.lit(str(found)).alias('loud'))",
      ),
    );
    return row?.['loud'];
  };
  it('reaches no network, not even of this machine', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const { promise, resolve } = Promise.withResolvers<void>();
    server.once('listening', resolve);
    await promise;
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(await tried('import socket', `found = socket.create_connection(("127.0.0.1", ${port}), 2)`)).toBe('ConnectionRefusedError');
    expect(await tried('import socket', 'found = socket.create_connection(("1.1.1.1", 53), 2)')).toBe('OSError');
    server.close();
  });
  it('sees nothing of the home folder, of the environment and of other processes', async () => {
    expect(await tried(`found = open(${JSON.stringify(secret)}).read()`)).toBe('FileNotFoundError');
    expect(await tried('import os', "found = sorted(k for k in os.environ if 'TEST' in k or 'TOKEN' in k or k == 'SHELL')")).toBe('[]');
    expect(await tried('import os', "found = all(int(n) < 400 for n in os.listdir('/proc') if n.isdigit())")).toBe('True');
  });
  it('writes nowhere but in its own folder, which is gone with it', async () => {
    for (const folder of [root, join(root, 'src'), '/var', '/etc', '/dev/shm'])
      expect(await tried(`found = open(${JSON.stringify(join(folder, 'written'))}, 'w')`), folder).toMatch(/^(OSError|FileNotFoundError|PermissionError)$/);
    expect(await tried("found = open('/tmp/home/written', 'w').write('x')")).toBe('1');
  });
  it('gets no more memory and disk than it may', async () => {
    expect(await tried('found = len(bytearray(6 << 30))')).toBe('MemoryError');
    expect(await tried("found = open('/tmp/home/big', 'wb').truncate(2 << 30)")).toBe('OSError');
  });
  it('starts no more threads and processes than it may', async () => {
    const found = await tried(
      'import threading',
      'threading.stack_size(65536)',
      'done = threading.Event()',
      'made = []',
      'try:',
      '    for _ in range(5000):',
      '        made.append(threading.Thread(target=done.wait))',
      '        made[-1].start()',
      'except RuntimeError:',
      '    pass',
      'done.set()',
      'found = 10 < len(made) < 1000',
    );
    expect(found).toBe('True');
  });
});

describe.runIf(turn(1))('an engine that is lost (turn 1 of 3)', () => {
  it('says so when it was killed, and is there again for the next question', async () => {
    const pending = spoken('import time', 'time.sleep(30)', 'return orders');
    setTimeout(() => process.kill(engine.pid ?? 0, 'SIGKILL'), 300);
    expect(problemOf(await pending)).toMatch(/LW8206 Spark ended before it answered: SIGKILL/);
    expect(rowsOf(await engine.run(query('SELECT 1 AS one'), {}))).toEqual([{ one: 1 }]);
  });
  it.runIf(FULL)('is ended where a body does not end, and is there again (another start of Spark: npm run test:full)', async () => {
    const hasty = startEngine({ root, prepared: prepared(), seconds: 3 });
    try {
      await hasty.analyze({ model, table: 'gold.totals' });
      expect(problemOf(await hasty.run({ model, table: 'gold.spoken', files: body(['while True:', '    pass']) }, input))).toMatch(
        /LW8207 it had given no answer after 3 s/,
      );
    } finally {
      await hasty.close();
    }
  });
});

it('does not start where there is no cage, unless somebody agrees', () => {
  const without = { ...prepared(), python: { python: '/usr/bin/false' } };
  expect(() => startEngine({ root, prepared: without })).toThrow(/LW8204/);
  expect(startEngine({ root, prepared: without, unconfined: true }).confinement).toMatchObject({ kind: 'none', why: expect.any(String) });
});
