import { describe, expect, it } from 'vitest';
import { ASPECTS, REVIEW_DIAGNOSTICS } from '../../../src/agents/quality/diagnostics.ts';
import type { PythonProblem } from '../../../src/agents/quality/python-review.ts';
import { type Review, review } from '../../../src/agents/quality/review.ts';
import { F, files, from, Layer, type Project, QualityRule, ReferenceRule, sql, t, Table, UniqueRule, Window } from '../../../src/index.ts';
import { newProject } from '../../support.ts';

interface Shop {
  readonly project: Project;
  readonly silver: Layer;
  readonly orders: ReturnType<typeof ordersIn>;
  readonly customers: ReturnType<typeof customersIn>;
}
const ordersIn = (layer: Layer) =>
  new Table(layer, 'orders', {
    source: files('orders', { format: 'csv' }),
    columns: { id: t.bigint().notNull(), customer: t.bigint().notNull(), amount: t.double(), state: t.string(), at: t.timestamp() },
    primaryKey: ['id'],
  });
const customersIn = (layer: Layer) =>
  new Table(layer, 'customers', {
    source: files('customers', { format: 'csv' }),
    columns: { customer: t.bigint().notNull(), country: t.string() },
    primaryKey: ['customer'],
  });
const shop = (): Shop => {
  const project = newProject('shop');
  const bronze = new Layer(project, 'bronze');
  return { project, silver: new Layer(project, 'silver'), orders: ordersIn(bronze), customers: customersIn(bronze) };
};
const reviewed = (s: Shop, python: readonly PythonProblem[] = []): Review => {
  const { model, diagnostics } = s.project.check();
  if (!model) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return review({ root: '/nowhere', model, tables: model.tables.map(({ key }) => key), python });
};
const kindOf = new Map(Object.entries(REVIEW_DIAGNOSTICS).map(([kind, { code }]) => [code, kind]));
const kinds = (define: (s: Shop) => void): readonly string[] => {
  const s = shop();
  define(s);
  return reviewed(s).findings.map(({ diagnostic }) => kindOf.get(diagnostic.code) ?? '');
};
/** What is not asked about here. */
const described = { intent: 'one row per order', primaryKey: ['id'] as const };
const onQuery = (found: readonly string[]): readonly string[] =>
  found.filter((kind) => !['no-key', 'no-rules', 'unguarded-key', 'not-described'].includes(kind));

describe('a review of relations', () => {
  const byAmount = (s: Shop) =>
    from(s.orders)
      .groupBy('customer')
      .agg((o) => ({ total: F.sum(o.amount) }));
  const cases: readonly (readonly [what: string, kinds: readonly string[], define: (s: Shop) => void])[] = [
    [
      'an inner join drops rows without a word',
      ['rows-lost'],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.orders).join(s.customers, { on: ['customer'], how: 'inner', expect: 'one', select: (o, c) => ({ ...o, country: c.country }) }),
        }),
    ],
    [
      'a left join drops none',
      [],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.orders).join(s.customers, { on: ['customer'], how: 'left', expect: 'one', select: (o, c) => ({ ...o, country: c.country }) }),
        }),
    ],
    [
      'a reference rule says that there is a match',
      [],
      (s) => {
        new ReferenceRule(s.orders, 'known', { to: s.customers, on: (o, c) => o.customer.eq(c.customer), onViolation: 'quarantine' });
        new Table(s.silver, 'a', {
          query: from(s.orders).join(s.customers, { on: ['customer'], how: 'inner', expect: 'one', select: (o, c) => ({ ...o, country: c.country }) }),
        });
      },
    ],
    [
      'amounts behind a join with many matches',
      ['counted-twice'],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.customers)
            .join(s.orders, { on: ['customer'], how: 'left', expect: 'many', select: (c, o) => ({ ...c, at: o.at }) })
            .groupBy('country')
            .agg((r) => ({ customers: F.count(r.customer) })),
        }),
    ],
    [
      'amounts behind a join by the key',
      [],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.orders)
            .join(s.customers, { on: ['customer'], how: 'left', expect: 'many', select: (o, c) => ({ ...o, country: c.country }) })
            .groupBy('country')
            .agg((r) => ({ total: F.sum(r.amount) })),
        }),
    ],
    [
      'duplicates removed behind such a join',
      ['hidden-fan-out'],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.customers)
            .join(s.orders, { on: ['customer'], how: 'left', expect: 'many', select: (c) => ({ ...c }) })
            .distinct(),
        }),
    ],
    [
      'every row with every row',
      ['every-with-every'],
      (s) => new Table(s.silver, 'a', { query: from(s.orders).crossJoin(s.customers, { select: (o, c) => ({ id: o.id, country: c.country }) }) }),
    ],
    [
      'every row with a total',
      [],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.orders).crossJoin(
            from(s.customers).agg((c) => ({ n: F.count(c.customer) })),
            { select: (o, c) => ({ id: o.id, n: c.n }) },
          ),
        }),
    ],
    ['a comparison that drops NULL', ['null-dropped'], (s) => new Table(s.silver, 'a', { query: from(s.orders).where((o) => o.state.ne('test')) })],
    [
      'a comparison that says what NULL means',
      [],
      (s) => new Table(s.silver, 'a', { query: from(s.orders).where((o) => o.state.ne('test').or(o.state.isNull())) }),
    ],
    [
      'an inner join by a column that may be NULL',
      ['null-key'],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.orders).join(s.customers, { on: (o, c) => o.state.eq(c.country), how: 'inner', expect: 'many', select: (o) => ({ ...o }) }),
        }),
    ],
    ['some rows without an order', ['any-rows'], (s) => new Table(s.silver, 'a', { query: from(s.orders).limit(10) })],
    [
      'the first rows of an order',
      [],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.orders)
            .orderBy((o) => o.id.asc())
            .limit(10),
        }),
    ],
    [
      'numbers of rows that tie',
      ['tied-rank'],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.orders).withColumns((o) => ({ n: F.rowNumber().over(Window.partitionBy(o.customer).orderBy(o.at.desc())) })),
        }),
    ],
    [
      'numbers of rows that cannot tie',
      [],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.orders).withColumns((o) => ({ n: F.rowNumber().over(Window.partitionBy(o.customer).orderBy(o.at.desc(), o.id.asc())) })),
        }),
    ],
    [
      'the time of the run',
      ['changes-with-time'],
      (s) => new Table(s.silver, 'a', { query: from(s.orders).withColumns(() => ({ made: F.currentTimestamp() })) }),
    ],
    [
      'any value of a group',
      ['any-order'],
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.orders)
            .groupBy('customer')
            .agg((o) => ({ some: F.anyValue(o.state) })),
        }),
    ],
    ['equal floating point numbers', ['floating-equality'], (s) => new Table(s.silver, 'a', { query: from(s.orders).where((o) => o.amount.eq(0.1)) })],
    ['a plain total', [], (s) => new Table(s.silver, 'a', { query: byAmount(s) })],
  ];
  it.each(cases)('%s', (_, expected, define) => {
    expect(onQuery(kinds(define))).toEqual(expected);
  });
});

describe('a review of SQL', () => {
  const sqlKinds = (text: string): readonly string[] =>
    kinds((s) => {
      const parts = Object.assign([text], { raw: [text] }) as unknown as TemplateStringsArray;
      new Table(s.silver, 'a', { columns: { id: t.bigint() }, query: sql(parts) });
    });
  const cases: readonly (readonly [text: string, kinds: readonly string[]])[] = [
    ['SELECT * FROM orders', ['select-star']],
    ['WITH o AS (SELECT * FROM orders) SELECT id, count(*) AS n FROM o GROUP BY id', []],
    ['SELECT id FROM a WHERE id NOT IN (SELECT id FROM b)', ['not-in-nulls']],
    ['SELECT id FROM a WHERE id NOT IN (1, 2)', []],
    ['SELECT id FROM a UNION SELECT id FROM b', ['union-distinct']],
    ['SELECT id FROM a UNION ALL SELECT id FROM b', []],
    ['SELECT id FROM a LIMIT 5', ['any-rows']],
    ['SELECT id FROM a ORDER BY id LIMIT 5', []],
    ['SELECT id FROM (SELECT id FROM a ORDER BY id) LIMIT 5', ['any-rows']],
    ['SELECT current_timestamp() AS id', ['changes-with-time']],
    ["SELECT 'LIMIT 5 UNION now()' AS id -- NOT IN (SELECT", []],
    ['SELECT any_value(id) AS id FROM a', ['any-order']],
    ['SELECT first(id) OVER (ORDER BY id) AS id FROM a', []],
    ['SELECT id FROM a CROSS JOIN b', ['every-with-every']],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(onQuery(sqlKinds(text))).toEqual(expected);
  });
});

describe('what a review says of a table', () => {
  it('names what nothing says: a key, rules, what a row is', () => {
    expect(kinds((s) => new Table(s.silver, 'a', { query: from(s.orders) }))).toEqual(['no-key', 'no-rules', 'not-described']);
    expect(kinds((s) => new Table(s.silver, 'a', { ...described, query: from(s.orders) }))).toEqual(['no-rules']);
  });
  it('asks for a proof of a key that the query does not make unique', () => {
    const made = (s: Shop, by: readonly ['state']) =>
      new Table(s.silver, 'a', { intent: 'x', primaryKey: by, query: from(s.orders).select((o) => ({ state: o.state, n: o.id })) });
    expect(kinds((s) => new QualityRule(made(s, ['state']), 'r', { check: (a) => a.n.gt(0), onViolation: 'warn' }))).toEqual(['unguarded-key']);
    expect(kinds((s) => new UniqueRule(made(s, ['state']), 'r', { columns: ['state'] }))).toEqual([]);
  });
  it('knows the key that a query makes, and names it', () => {
    const s = shop();
    new Table(s.silver, 'a', {
      intent: 'x',
      query: from(s.orders)
        .groupBy('customer')
        .agg((o) => ({ n: F.count(o.id) })),
    });
    const [first] = reviewed(s).findings;
    expect(first?.diagnostic.hint).toBe("declare primaryKey: ['customer'], by which the query makes rows unique");
  });
  it('places findings of Python in the file of the body', () => {
    const s = shop();
    new Table(s.silver, 'a', { ...described, columns: { id: t.bigint() } });
    const { model } = s.project.check();
    if (!model) throw new Error('the definition is wrong');
    const tables = model.tables.map((table) =>
      table.key === 'silver.a' ? { ...table, body: { kind: 'python', file: 'bodies/a.py', function: 'a', inputs: [] } as const } : table,
    );
    const python: readonly PythonProblem[] = [{ table: 'silver.a', problem: { kind: 'comes-to-driver', call: '.collect()' }, line: 7, column: 5 }];
    const { findings } = review({ root: '/shop', model: { ...model, tables }, tables: ['silver.a'], python });
    expect(findings.find(({ diagnostic }) => diagnostic.code === 'LW8515')?.diagnostic.at).toEqual({ file: '/shop/bodies/a.py', line: 7, column: 5 });
  });
  it('takes points from the aspect that a finding belongs to, and never more than there are', () => {
    const s = shop();
    new Table(s.silver, 'a', { ...described, query: from(s.orders).limit(1).limit(2).limit(3) });
    const { score, findings } = reviewed(s);
    expect(findings.filter(({ aspect }) => aspect === 'repeatable').map(({ costs }) => costs)).toEqual([50, 50, 50]);
    // Three tables, of which two are raw.
    expect(score.aspects.repeatable).toBe(67);
    expect(Object.keys(score.aspects)).toEqual([...ASPECTS]);
    expect(score.all).toBe(Math.round((4 * 100 + 67 - 100 + (200 + 65) / 3) / 5));
  });
});

it('gives each check a code of its own, a reason and a cure', () => {
  const records = Object.values(REVIEW_DIAGNOSTICS);
  expect(new Set(records.map(({ code }) => code)).size).toBe(records.length);
  for (const { cause, cure, costs } of records) {
    expect(cause).toMatch(/\.$/);
    expect(cure).toMatch(/\.$/);
    expect(costs).toBeGreaterThan(0);
  }
});
