import { describe, expect, it } from 'vitest';
import { runAgent } from '../../../src/agents/run-agent.ts';
import { DEFINITION, startingAgent } from '../../../src/agents/starting/agent.ts';
import type { StartingAnswer, StartingRule, StartingSource, StartingWidget } from '../../../src/agents/starting/answer.ts';
import { assumptionsOf } from '../../../src/agents/starting/assumed.ts';
import { wrongIn } from '../../../src/agents/starting/check-answer.ts';
import { definitionText } from '../../../src/agents/starting/definition-text.ts';
import { completion, options, scripted } from '../sums.ts';
import { SHOP, WORDS } from './shop.ts';

const input = { words: WORDS };
const says = (...answers: readonly unknown[]) => scripted(...answers.map((answer) => completion(JSON.stringify(answer))));
const rule = (more: Partial<StartingRule>): Partial<StartingAnswer> => ({ rules: [{ ...(SHOP.rules[0] as StartingRule), ...more }] });
const KAFKA = { kind: 'kafka', servers: null, topic: null, login: true } as const;
const JDBC = { kind: 'jdbc', system: 'postgresql', host: null, database: null, table: null, new_by: null } as const;
const TABLE = { kind: 'table', name: null } as const;
const source = (from: StartingSource['from'], more: Partial<StartingSource> = {}): Partial<StartingAnswer> => ({
  sources: [{ ...(SHOP.sources[0] as StartingSource), from, ...more }],
});
const columnOf = (name: string, type: string) => ({ name, type, nullable: true, comment: null });
const widget = (more: Partial<StartingWidget>): Partial<StartingAnswer> => ({
  dashboard: { name: 'revenue', title: 'Revenue', widgets: [{ ...(SHOP.dashboard?.widgets[0] as StartingWidget), ...more }] },
});

describe('the agent that begins a project', () => {
  it('gives the files of a project whose definition was evaluated', async () => {
    const provider = says(SHOP);
    const proposal = await runAgent(startingAgent, input, options(provider));
    expect(proposal).toMatchObject({ outcome: 'solved', changes: [{ path: DEFINITION }, { path: 'landing/README.md' }] });
    expect(proposal.evidence.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(['schema passed', 'definition passed']);
    // The words are data, and no instruction.
    expect(provider.asked[0]?.system).not.toContain(WORDS);
    expect(JSON.stringify(provider.asked[0]?.messages)).toContain(WORDS);
  }, 60_000);
  it('says what is wrong with an answer, and takes a better one', async () => {
    const provider = says({ ...SHOP, ...widget({ y: ['revenues'] }) }, SHOP);
    const proposal = await runAgent(startingAgent, input, options(provider));
    expect(proposal).toMatchObject({ outcome: 'solved', cost: { repairs: 1 } });
    expect(JSON.stringify(provider.asked[1]?.messages.at(-1))).toContain('has no column \\\\\\"revenues\\\\\\"; it has ordered_on, orders, revenue');
  }, 60_000);
  it('gives no files where the same mistake comes again', async () => {
    const wrong = { ...SHOP, ...widget({ table: 'revenues' }) };
    const proposal = await runAgent(startingAgent, input, options(says(wrong, wrong)));
    expect(proposal).toMatchObject({ outcome: 'unverified', changes: [] });
  });
  it('passes on that the words speak of no data', async () => {
    const proposal = await runAgent(startingAgent, { words: 'good morning to you' }, options(says({ ...SHOP, outcome: 'refuse', reason: 'a greeting' })));
    expect(proposal).toMatchObject({ outcome: 'refused', reason: 'a greeting' });
  });
  it.each<readonly [string, Partial<StartingAnswer>, string]>([
    ['a name that gets out of the text', { name: "x'); process.exit(" }, 'must be words of lower case letters'],
    ['a name of Python', { name: 'json' }, 'is a Python module'],
    ['no source', { sources: [] }, 'a project needs at least one'],
    ['a table whose name is code', { tables: [{ ...(SHOP.tables[0] as StartingAnswer['tables'][number]), name: 'x; y' }] }, 'must be lower case letters'],
    ['two tables of one name', { tables: [...SHOP.tables, SHOP.tables[0] as StartingAnswer['tables'][number]] }, 'there are two of that name'],
    [
      'two tables that would be one module',
      { sources: [...SHOP.sources, { ...(SHOP.sources[0] as StartingAnswer['sources'][number]), name: 'orders_' }] },
      'or of nearly that name',
    ],
    ['a rule over a table that is not there', rule({ table: 'silver.order' }), 'there is no table silver.order; there are bronze.orders, silver.orders'],
    ['a rule over a column that is not there', rule({ columns: ['amounts'] }), 'has no column "amounts"'],
    ['a range of a day', rule({ columns: ['ordered_on'] }), 'is date, and must be a number'],
    ['a range without bounds', rule({ low: null }), 'needs `low` or `high`'],
    ['a range the wrong way round', rule({ low: 2, high: 1 }), '`low` is above `high`'],
    ['half a number where there are whole ones', rule({ columns: ['order_id'], low: 0.5 }), 'bounds of bigint are whole numbers'],
    ['a reference to what comes later', rule({ kind: 'reference', columns: ['ordered_on'], to: 'gold.daily_revenue.ordered_on' }), 'comes after silver.orders'],
    ['a reference to another type', rule({ kind: 'reference', columns: ['ordered_on'], to: 'bronze.orders.updated_at' }), 'is timestamp'],
    ['uniqueness that drops rows', rule({ kind: 'unique', columns: ['order_id'], on_violation: 'drop' }), 'can only warn or fail'],
    ['freshness without an age', rule({ kind: 'fresh', columns: ['ordered_on'] }), 'needs `hours`'],
    ['a widget over a silver table', widget({ table: 'orders' }), 'there is no table gold.orders'],
    ['a line of days', widget({ y: ['ordered_on'] }), 'must be a number'],
    ['a counter of nothing', widget({ kind: 'counter', aggregate: 'sum', y: [] }), 'needs one column in `y`'],
    ['a schedule that is none', { schedule: { cron: '0 25 * * *', timezone: 'UTC' } }, 'schedule'],
    ['a time zone that is none', { schedule: { cron: '0 6 * * *', timezone: 'Mars/Phobos' } }, 'is no time zone'],
    ['servers that nobody named', source({ ...KAFKA, servers: 'broker.internal:9092' }), '`servers` "broker.internal:9092" is not in the words'],
    ['servers that are code', source({ ...KAFKA, servers: "x:1', evil: '" }), 'must be host:port, several with commas, or null'],
    ["a column of another type than the message's", source(KAFKA, { columns: [columnOf('offset', 'string')] }), 'must be bigint, not string'],
    ['a host that nobody named', source({ ...JDBC, host: 'db.internal' }), '`host` "db.internal" is not in the words'],
    ['a query in the place of a table', source({ ...JDBC, table: '(SELECT 1) x' }), 'must be the name of a table, or null'],
    ['a list from a database', source(JDBC, { columns: [columnOf('tags', 'array<string>')] }), 'a database gives no such values'],
    ['new rows told by a text', source({ ...JDBC, new_by: 'id' }, { columns: [columnOf('id', 'string')] }), '"id" is none'],
    ['new rows that nothing finds', source({ ...JDBC, new_by: 'updated_at' }), 'need a key to be found by'],
    ['rows found by what may be missing', source({ ...JDBC, new_by: 'updated_at' }, { key: ['updated_at'] }), 'may not be nullable'],
    ["a key of somebody else's table", source(TABLE, { key: ['order_id'] }), 'is known where the table is written'],
    ["a rule over somebody else's table", { ...source(TABLE), ...rule({ table: 'bronze.orders' }) }, 'is written by somebody else'],
    ['a secret', { description: 'with password=hunter2-and-more' }, 'what looks like a password'],
  ])('refuses %s', (_, more, expected) => {
    expect(wrongIn({ ...SHOP, ...more }, input).join('\n')).toContain(expected);
  });
  it('finds nothing wrong with what is right', () => {
    expect(wrongIn(SHOP, input)).toEqual([]);
  });
});

describe('what the words do not say', () => {
  it('is told by comparing them with the answer, whatever the model says of itself', () => {
    expect(assumptionsOf({ ...SHOP, assumptions: [] }, input).map(({ about, says: it }) => `${about}: ${it}`)).toEqual([
      'project: it is called daily-revenue',
      'project: it runs at 0 6 * * * (UTC)',
      'bronze.orders: the files are csv',
      'bronze.orders: the files have the columns order_id, ordered_at, updated_at, amount, of these types',
    ]);
  });
  it('is less where they say more', () => {
    const words = 'csv files in S3 with order id, ordered at, updated at and amount, every day at 6';
    expect(assumptionsOf({ ...SHOP, assumptions: [] }, { words, name: 'shop' })).toEqual([]);
  });
  it('holds for what does not come as files, too', () => {
    const words = 'csv of order id, ordered at, updated at and amount from PostgreSQL in S3, rapidly, at 6';
    const assumed = (more: Partial<StartingAnswer>) => assumptionsOf({ ...SHOP, assumptions: [], ...more }, { words, name: 'shop' }).map((each) => each.says);
    expect(assumed({})).toEqual(['rows of PostgreSQL arrive as files; declare kafka(…) or jdbc(…) as the source where they do not']);
    expect(assumed(source(JDBC))).toEqual([
      'the host of the database is not said, and "database.example" stands for it',
      'the database is not said, and "database" stands for it',
      'the table in the database is not said, and "orders" stands for it',
      'the credentials are in the secrets "postgresql-user" and "postgresql-password" of the scope "shop", which you make',
    ]);
  });
  it('is marked in the definition, where it belongs', () => {
    const text = definitionText(SHOP, input);
    expect(text).toContain('// To confirm: it is called daily-revenue\n');
    expect(text).toContain("// To confirm: the latest change of an order counts\nconst ordersSilver = new Table(silver, 'orders', {");
    expect(text).toContain('// The words say that the files lie in S3; runs read them from landing/orders.');
  });
});

describe('a source that is no files', () => {
  const words = 'orders of topic shop.orders at broker.internal:9093, of crm at db.internal:5432, and main.sales.orders';
  const printed = (from: StartingSource['from'], more: Partial<StartingSource> = {}): string => {
    const answer = { ...SHOP, ...source(from, more) };
    expect(wrongIn(answer, { words, name: 'shop' })).toEqual([]);
    return definitionText(answer, { words, name: 'shop' });
  };
  it('is what the words say, letter by letter, and knows secrets by their names only', () => {
    expect(printed({ ...KAFKA, servers: 'broker.internal:9093', topic: 'shop.orders' })).toContain(`  source: kafka({
    servers: 'broker.internal:9093',
    topic: 'shop.orders',
    options: { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': new Secret('shop', 'kafka-jaas') },
  }),
`);
    const columns = [columnOf('order_id', 'bigint'), columnOf('updated_at', 'timestamp')].map((each) => ({ ...each, nullable: false }));
    expect(
      printed({ ...JDBC, host: 'db.internal:5432', database: 'crm', table: 'orders', new_by: 'updated_at' }, { key: ['order_id'], columns }),
    ).toContain(`  source: jdbc({
    url: 'jdbc:postgresql://db.internal:5432/crm',
    table: 'orders',
    user: new Secret('shop', 'postgresql-user'),
    password: new Secret('shop', 'postgresql-password'),
    newBy: 'updated_at',
  }),
  write: { strategy: 'merge', keys: ['order_id'] },
`);
    expect(printed({ ...TABLE, name: 'main.sales.orders' })).toContain("= new ExternalTable(bronze, 'orders', {\n  name: 'main.sales.orders',\n");
  });
  it('needs no folder for files, and is not refreshed where somebody else writes it', () => {
    const text = printed(TABLE);
    expect(text).not.toContain('landing/');
    expect(text).toContain('refreshes: [silver, gold]');
    expect(text).toContain('// To confirm: the full name of the table is not said, and "catalog.schema.orders" stands for it\n');
    const read = startingAgent.read({ ...SHOP, ...source(TABLE) }, { words });
    expect(read).toMatchObject({ kind: 'answer', changes: [{ path: DEFINITION }] });
  });
});
