import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCandidate } from '../../../src/agents/trial/candidate.ts';
import { checkSql } from '../../../src/agents/trial/candidate-sql.ts';

const check = (code: string) => checkCandidate({ code, inputs: ['orders', 'customers'], path: 'shop/gold/totals' });
const isAllowed = (code: string): boolean => check(code).length === 0;

const ALLOWED = [
  "from(orders).where((o) => o.amount.gt(3)).groupBy('customer').agg((o) => ({ orders: F.count(), total: F.sum(o.amount) }))",
  "from(orders).join(from(customers), { on: 'customer', how: 'left' }).select(({ amount, ...rest }) => ({ ...rest, twice: amount.times(2) }))",
  'from(orders).withColumns((o) => { return { rank: F.rowNumber().over(Window.partitionBy(o.customer).orderBy(o.amount.desc())) }; })',
  'sql`SELECT * FROM ${orders} WHERE amount > ${-60 * 60}`',
  "from(orders).select((o) => ({ 'odd name': o['odd name'], a: t.decimal(9, 2), list: [1, 'x', null, true, 3n] as const }))",
  'stream(orders).withWatermark("at", Duration.hours(2))',
  '(from(orders) /* a remark */)',
  "from(orders).select((row) => ({ process: row.process, window: F.window(row.at, '1 hour'), call: row.call }))",
];
const ATTACKS = [
  'process.exit(1)',
  "import('node:fs')",
  'import.meta.url',
  'globalThis',
  'orders.constructor',
  "orders['constructor']",
  "orders['con' + 'structor']",
  'orders[`constructor`]',
  'orders.\\u0063onstructor',
  "orders['\\u0063onstructor']",
  "orders['\\x63onstructor']",
  'orders.__proto__',
  '({ __proto__: orders })',
  "({ ['__proto__']: orders })",
  '({ constructor: orders })',
  '(({ constructor }) => constructor)',
  '(({ a: { constructor: c } }) => c)',
  '((x = process) => x)',
  '(({ [`a`]: x }) => x)',
  'F.count.constructor("return process")()',
  '(() => {}).constructor',
  '(() => orders)()',
  '((o) => o)(orders)',
  '`${orders}`',
  'String.raw`x`',
  'orders`x`',
  'sql`SELECT ${process.env}`',
  'sql`SELECT * FROM ${orders} WHERE (SELECT count(*) FROM text.\\`/etc/passwd\\`) > 0`',
  'sql`SELECT * FROM ${orders} JOIN csv.secret`',
  "sql`SELECT reflect('java.lang.System', 'getProperty', 'user.home') FROM ${orders}`",
  'sql`DROP TABLE ${orders}`',
  "sql(['SELECT 1'])",
  'from(orders).pipe(sql)',
  '({ get a() { return 1; } })',
  '({ set a(x) {} })',
  '({ a() { return 1; } })',
  '({ *a() {} })',
  '({ async a() {} })',
  '(function () { return 1; })',
  '(function* () { yield 1; })',
  '(async () => 1)',
  '(class { static x = process })',
  '(class { static { process.exit() } })',
  'new Date()',
  'new Function("return 1")()',
  'this',
  'orders = 1',
  'orders.x = 1',
  'orders++',
  'delete orders.x',
  'typeof orders',
  'void orders',
  'await orders',
  '(1, orders)',
  'orders?.x',
  'orders?.()',
  'orders ? 1 : 2',
  'orders || 1',
  'orders ?? 1',
  'orders == 1',
  '"x" in orders',
  'orders instanceof Object',
  '/x/',
  'orders as any',
  'orders satisfies unknown',
  'from<import("node:fs")>(orders)',
  '(() => { for (;;) {} })',
  '(() => { a: while (true) { break a; } })',
  '(() => { const x = 1; return x; })',
  '(() => { return; })',
  '(() => { throw 1; })',
  '((process) => process)',
  '((from) => from)',
  '[, 1]',
  '[...process.argv]',
  'eval("1")',
  'require("fs")',
  'setTimeout(() => 1)',
  'new.target',
  'super.x',
  '#x in orders',
  'orders.#x',
  '<any>orders',
  'debugger',
];

describe('code that a body may be', () => {
  it.each(ALLOWED)('allows %s', (code) => {
    expect(check(code)).toEqual([]);
  });
  it.each(ATTACKS)('does not allow %s', (code) => {
    expect(check(code)).toMatchObject([{ code: 'LW8205', severity: 'error' }]);
  });
  it('does not allow an attack anywhere in code that is allowed', () => {
    const hole = fc.constantFrom<(inner: string) => string>(
      (inner) => `from(orders).where(() => ${inner})`,
      (inner) => `from(orders).select((o) => ({ a: ${inner} }))`,
      (inner) => `[1, ${inner}]`,
      (inner) => `F.sum(${inner})`,
      (inner) => `sql\`SELECT \${${inner}}\``,
      (inner) => `({ ...${inner} })`,
      (inner) => `(${inner}).x`,
      (inner) => `- ${inner}`,
      (inner) => `from(...${inner})`,
      (inner) => `(() => { return ${inner}; })`,
    );
    fc.assert(
      fc.property(fc.constantFrom(...ATTACKS), fc.array(hole, { minLength: 1, maxLength: 5 }), (attack, holes) => {
        const code = holes.reduce((inner, around) => around(inner), `(${attack})`);
        expect(isAllowed(code)).toBe(false);
      }),
    );
  });
  it('allows one expression, which ends where the code does', () => {
    for (const code of ['from(orders); process.exit()', '1), process.exit(', '1); process.exit(1', '', '1 // x\n); process.exit(1', '/*'])
      expect(isAllowed(code), code).toBe(false);
  });
  it('says what is not allowed, and where', () => {
    expect(check('from(orders)\n  .where((o) => o.amount > 3)')).toMatchObject([
      {
        message: 'the operator `>` is not allowed in a body',
        hint: expect.stringContaining('.gt()'),
        at: { file: 'query', line: 2, column: 17 },
        path: 'shop/gold/totals',
      },
    ]);
    expect(check('from(nope)')).toMatchObject([{ message: 'the name `nope` is not allowed in a body', at: { line: 1, column: 6 } }]);
  });
  it('does not allow inputs with names that would hide others', () => {
    for (const input of ['from', 'constructor', '__proto__', 'a b', '', 'process'])
      expect(checkCandidate({ code: '1', inputs: [input], path: 'x' }), input).toHaveLength(1);
  });
  it('survives whatever is nested ten thousand times', () => {
    const n = 10_000;
    const nested = [
      `${'('.repeat(n)}1${')'.repeat(n)}`,
      `${'['.repeat(n)}${']'.repeat(n)}`,
      `${'a=>'.repeat(n)}1`,
      `${'a?b:'.repeat(n)}1`,
      `${'`${'.repeat(n)}1${'}`'.repeat(n)}`,
      `${'!'.repeat(n)}1`,
      `${'- '.repeat(n)}1`,
      `1${'+1'.repeat(n)}`,
      `orders${'.a'.repeat(n)}`,
      `orders${'.a()'.repeat(n)}`,
      `()=>{${'a:'.repeat(n)}1}`,
      `()=>{${'if(a)'.repeat(n)}1}`,
      `()=>{${'do '.repeat(n / 2)}1}`,
      `${'new '.repeat(n / 3)}a`,
      `${'typeof '.repeat(n / 4)}a`,
      `${'<a>'.repeat(n)}a`,
      `a as ${'a<'.repeat(n)}b${'>'.repeat(n)}`,
      `a as ${'keyof '.repeat(n / 3)}b`,
      `${'({a:'.repeat(n)}1${'})'.repeat(n)}`,
      `${'class{a='.repeat(n)}1${'}'.repeat(n)}`,
      `${'a='.repeat(n)}1`,
      `${'x,'.repeat(n / 2)}1`,
    ];
    for (const code of nested) expect(isAllowed(code), code.slice(0, 20)).toBe(false);
  });
  it('has room for the longest bodies that people write', () => {
    const steps = Array.from({ length: 100 }, (_, i) => `.withColumns((o) => ({ c${i}: F.coalesce(o.amount, ${i}) }))`).join('\n');
    expect(check(`from(orders)${steps}`)).toEqual([]);
  });
  it('has an answer for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'from(orders).`${}[]=>\'"\\/*;:?! \n\u2028😀constructor'), maxLength: 60 }), (code) => {
        expect(Array.isArray(check(code))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('SQL that a body may be', () => {
  it.each([
    'SELECT * FROM orders',
    "WITH a AS (SELECT 'insert; drop' AS x FROM orders -- ; not here\n) SELECT * FROM a",
    'FROM orders |> WHERE amount > 1',
    '(SELECT 1) UNION ALL (SELECT 2)',
    'SELECT `reflect`, o.`delta`, delta.x, replace(a, "b", "c"), left(a, 2), `a``;b` FROM orders o JOIN orders AS delta USING (id)',
    'SELECT "it""s" /* ; */, \'it\\\'s;\' FROM orders',
  ])('allows %s', (sql) => {
    expect(checkSql(sql, 'x')).toEqual([]);
  });
  it.each([
    'DROP TABLE orders',
    'SELECT 1; DROP TABLE orders',
    "SELECT reflect('java.lang.System', 'exit', 1)",
    "SELECT `java_method`('java.lang.System', 'getenv')",
    'SELECT REFLECT /* x */ (1)',
    'SELECT * FROM csv.`/etc/passwd`',
    'SELECT * FROM `json` . `/etc/passwd`',
    "SELECT * FROM read_files('/x')",
    "SELECT ai_query('m', 'x')",
    "SELECT TRANSFORM(a) USING 'sh' FROM orders",
    "SELECT * FROM IDENTIFIER('a.b')",
    "SELECT '${env:HOME}', ${env:HOME}",
    'WITH a AS (SELECT 1) INSERT INTO orders SELECT * FROM a',
    '',
    "SELECT 'open",
    "SELECT r'\\'; DROP TABLE orders --'",
    'SELECT 1 -- x\r; DROP TABLE orders',
    "SELECT 1 /* /* */ ' */ , reflect('a', 'b') -- '",
    "SELECT 1 -- \\\n ' \n , reflect('a', 'b') -- '",
    "SELECT /*+ x -- */ ' \n */ reflect('a', 'b') -- '",
    "SELECT /*+ x('*/ , 1') */ 1",
    "SELECT 1r'\\' , ', reflect('a') --'",
    "SELECT '${env:HOME}'",
  ])('does not allow %s', (sql) => {
    const found = checkSql(sql, 'x');
    expect(found).toMatchObject([{ code: 'LW8205' }]);
  });
  it('reads long texts in a moment', () => {
    const start = performance.now();
    for (const sql of ["'".repeat(49_999), `SELECT ${'a.'.repeat(20_000)}`, `SELECT ${'/*'.repeat(20_000)}`, `SELECT ${'('.repeat(40_000)}`])
      checkSql(sql, 'x');
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
