import { describe, expect, it } from 'vitest';
import { runAgent } from '../../../src/agents/run-agent.ts';
import { DEFINITION, startingAgent } from '../../../src/agents/starting/agent.ts';
import type { StartingAnswer, StartingRule, StartingWidget } from '../../../src/agents/starting/answer.ts';
import { assumptionsOf } from '../../../src/agents/starting/assumed.ts';
import { wrongIn } from '../../../src/agents/starting/check-answer.ts';
import { definitionText } from '../../../src/agents/starting/definition-text.ts';
import { completion, options, scripted } from '../sums.ts';
import { SHOP, WORDS } from './shop.ts';

const input = { words: WORDS };
const says = (...answers: readonly unknown[]) => scripted(...answers.map((answer) => completion(JSON.stringify(answer))));
const rule = (more: Partial<StartingRule>): Partial<StartingAnswer> => ({ rules: [{ ...(SHOP.rules[0] as StartingRule), ...more }] });
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
    ['a name of Python', { name: 'json' }, 'is a module of Python'],
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
    expect(assumptionsOf({ ...SHOP, assumptions: [] }, { words, name: 'shop' }).map((each) => each.says)).toEqual([
      'rows of PostgreSQL arrive as files; declare kafka(…) or jdbc(…) as the source where they do not',
    ]);
  });
  it('is marked in the definition, where it belongs', () => {
    const text = definitionText(SHOP, input);
    expect(text).toContain('// To confirm: it is called daily-revenue\n');
    expect(text).toContain("// To confirm: the latest change of an order counts\nconst ordersSilver = new Table(silver, 'orders', {");
    expect(text).toContain('// The words say that the files lie in S3; runs read them from landing/orders.');
  });
});
