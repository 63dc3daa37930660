import { describe, expect, test } from 'vitest';
import { sqlExpression, sqlLine } from '../../src/emit/sql/expression.ts';
import { Duration, type Expr, F, t, Window } from '../../src/query/index.ts';
import { nodeOf } from '../../src/query/expression.ts';
import type { ExprNode } from '../../src/query/node.ts';
import { rowOf } from '../../src/query/row.ts';
import { declarationOf } from '../../src/query/types.ts';
import type { Declared } from '../../src/query/types.ts';
import type { Row } from '../../src/query/expr.ts';

const row = <S>(columns: Declared<S>): Row<S> => {
  const schema = Object.entries(columns).map(([name, value]) => ({ name, type: declarationOf(value)?.type ?? ({ kind: 'error' } as const), nullable: true }));
  return rowOf(schema, 0, () => 'the test').row as Row<S>;
};
const node = (expr: Expr): ExprNode => {
  const found = nodeOf(expr);
  if (!found || found.kind === 'error') throw new Error(`not an expression: ${JSON.stringify(found)}`);
  return found;
};
const sql = (expr: Expr): string => sqlExpression(node(expr));

const r = row({
  a: t.int(),
  b: t.bigint(),
  d: t.double(),
  s: t.string(),
  ok: t.boolean(),
  at: t.timestamp(),
  items: t.array(t.int()),
  x: t.int(),
  order: t.struct({ id: t.int(), 'two words': t.string() }),
  small: t.tinyint(),
  price: t.decimal(8, 2),
});

describe('expressions as SQL', () => {
  test('have parentheses exactly where reading them needs some', () => {
    expect(sql(r.a.add(r.b).mul(r.d))).toBe('(a + b) * d');
    expect(sql(r.a.add(r.b.mul(r.d)))).toBe('a + b * d');
    expect(sql(r.a.sub(r.b.sub(r.a)))).toBe('a - (b - a)');
    expect(sql(r.a.sub(r.b).sub(r.a))).toBe('a - b - a');
    expect(sql(r.ok.and(r.a.gt(1)).or(r.s.isNull()))).toBe('ok AND a > 1 OR s IS NULL');
    expect(sql(r.ok.or(r.a.gt(1)).and(r.s.isNull().not()))).toBe('(ok OR a > 1) AND NOT (s IS NULL)');
    expect(sql(r.a.eq(1).eq(r.ok))).toBe('(a = 1) = ok');
    expect(sql(r.a.sub(-1))).toBe('a - -1');
  });

  test('say the type of each value', () => {
    expect(sql(r.small.eq(1))).toBe('small = CAST(1 AS TINYINT)');
    expect(sql(r.b.between(1, 2))).toBe('b BETWEEN 1L AND 2L');
    expect(sql(r.d.isIn([1, 2.5]))).toBe('d IN (1D, 2.5D)');
    expect(sql(r.price.ge(2.5))).toBe('price >= 2.5BD');
    expect(sql(r.at.ge('2026-01-01T00:00:00Z'))).toBe("`at` >= TIMESTAMP '2026-01-01T00:00:00Z'");
    expect(sql(F.date('2026-01-01'))).toBe("DATE '2026-01-01'");
    expect(sql(F.nullOf(t.map(t.string(), t.array(t.int()))))).toBe('CAST(NULL AS MAP<STRING, ARRAY<INT>>)');
    expect(sql(r.s.tryCast(t.decimal(10, 2)))).toBe('try_cast(s AS DECIMAL(10, 2))');
  });

  test('escape patterns twice: for the text and for LIKE', () => {
    expect(sql(r.s.like('100\\%'))).toBe("s LIKE '100\\\\%'");
    expect(sql(r.s.rlike("^it's\\d"))).toBe("s RLIKE '^it\\'s\\\\d'");
  });

  test('never read a field of a struct as a column of a table', () => {
    expect(sql(r.order.fields.id)).toBe('(`order`).id');
    expect(sqlExpression(node(r.order.fields['two words']), (_, name) => `l.${name}`)).toBe('(l.order).`two words`');
  });

  test('rename a lambda parameter that hides a column', () => {
    expect(sql(F.transform(r.items, (x) => x.add(r.x)))).toBe('transform(items, x_ -> x_ + x)');
    expect(sql(F.transform(r.items, (x) => x.add(r.a)))).toBe('transform(items, x -> x + a)');
  });

  test('write lengths of time in the unit that suits', () => {
    expect([Duration.hours(48), Duration.minutes(90), Duration.seconds(0.5)].map((d) => sql(r.at.add(d)))).toEqual([
      "`at` + INTERVAL '2' DAY",
      "`at` + INTERVAL '90' MINUTE",
      "`at` + INTERVAL '0.5' SECOND",
    ]);
    expect(sql(r.at.sub(Duration.hours(2)))).toBe("`at` - INTERVAL '2' HOUR");
  });

  test('filter groups by FILTER, and windows, which have none, by CASE', () => {
    expect(sql(F.count().filter(r.ok))).toBe('count(*) FILTER (WHERE ok)');
    expect(sql(F.count().filter(r.ok).over(Window.partitionBy(r.s)))).toBe('count(CASE WHEN ok THEN 1 END) OVER (PARTITION BY s)');
    expect(sql(F.sum(r.a).filter(r.ok).over(Window.orderBy(r.at.desc()).rowsBetween(-2, 0)))).toBe(
      'sum(CASE WHEN ok THEN a END) OVER (ORDER BY `at` DESC ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)',
    );
    expect(sql(F.countDistinct(r.a))).toBe('count(DISTINCT a)');
  });

  test("end a comment in the user's own text with its line", () => {
    expect(sql(F.expr(t.int())`${r.a} + 1 -- one more`.mul(2))).toBe('(\n  a + 1 -- one more\n)\n  * 2');
  });

  test('stand on one line where asked', () => {
    const long = Array.from({ length: 12 }, (_, i) => r.a.add(i).gt(r.b)).reduce((p, q) => p.and(q));
    expect(sql(long).split('\n')).toHaveLength(12);
    expect(sqlLine(node(long))).not.toContain('\n');
  });

  test('are written whatever their depth', () => {
    let sum: Expr = r.a;
    let any: Expr<'boolean'> = r.ok;
    for (let i = 0; i < 10_000; i++) {
      sum = r.a.add(1).add(sum as typeof r.a);
      any = r.ok.or(any);
    }
    expect(sqlLine(node(sum))).toContain('a + 1 + (a + 1 + (');
    expect(sqlLine(node(any)).match(/ OR /g)).toHaveLength(10_000);
  });
});
