import { describe, expect, it } from 'vitest';
import { asAnswered, type ProfilingAnswer, profilingAgent } from '../../../src/agents/profiling/agent.ts';
import type { TableProfile } from '../../../src/agents/profiling/profile.ts';
import { proposeRules, proposeTypes } from '../../../src/agents/profiling/proposals.ts';
import { runAgent } from '../../../src/agents/run-agent.ts';
import { explainProposals } from '../../../src/cli/explain-proposals.ts';
import type { AgentStart } from '../../../src/cli/start-agents.ts';
import { files, Layer, QualityRule, t, Table } from '../../../src/index.ts';
import type { TableModel } from '../../../src/model/model.ts';
import { modelOf, newProject } from '../../support.ts';
import { budgetOf, completion, options, scripted } from '../sums.ts';

const shop = (): TableModel => {
  const project = newProject('shop');
  const orders = new Table(new Layer(project, 'bronze'), 'orders', {
    source: files('x', { format: 'json' }),
    columns: { id: t.bigint(), state: t.string(), amount: t.double(), day: t.string() },
  });
  new QualityRule(orders, 'day_known', { check: (o) => o.day.isNotNull(), onViolation: 'warn', nulls: 'violate' });
  return modelOf(project.check()).tables[0] as TableModel;
};
const table = shop();
const profile: TableProfile = {
  table: 'bronze.orders',
  rows: 40,
  isSample: false,
  scans: 3,
  references: [],
  columns: [
    { name: 'id', nulls: 0, distinct: 40, isExact: true, low: '1', high: '40' },
    {
      name: 'state',
      nulls: 0,
      distinct: 2,
      values: [
        { value: 'confidential-state', count: 30 },
        { value: 'other-state', count: 10 },
      ],
    },
    { name: 'amount', nulls: 3, distinct: 37, low: '0.5', high: '987654.25' },
    { name: 'day', nulls: 0, distinct: 28, readable: { date: 40 } },
  ],
};
const input = { table, profile, rules: proposeRules(table, profile), types: proposeTypes(table, profile) };
const ids = [...input.rules.map((_, i) => `rule-${i + 1}`), ...input.types.map((_, i) => `type-${i + 1}`)];
/** All of them, the last one first. */
const right: ProfilingAnswer = {
  proposals: ids
    .toReversed()
    .map((id) => ({ id, name: id.startsWith('type') ? null : `named_${id.replace('-', '_')}`, explanation: `why ${id.split('-')[0]} matters` })),
};
const changed = (id: string, more: object): ProfilingAnswer => ({ proposals: right.proposals.map((each) => (each.id === id ? { ...each, ...more } : each)) });
const ran = async (...answers: readonly object[]) => {
  const provider = scripted(...answers.map((answer) => completion(JSON.stringify(answer))));
  return { provider, proposal: await runAgent(profilingAgent, input, options(provider)) };
};

describe('a model that names what was counted', () => {
  it('is told counts and names, and no value of any row', async () => {
    const { provider } = await ran(right);
    const sent = JSON.stringify(provider.asked);
    expect(sent).toContain('state_listed');
    for (const value of ['confidential-state', 'other-state', '987654', '0.5']) expect(sent).not.toContain(value);
  });
  it('gives names, an order and reasons, and changes nothing in what the rules say', async () => {
    const { proposal } = await ran(right);
    expect(proposal.outcome).toBe('solved');
    const { rules, types } = asAnswered(input, right);
    expect(rules.map(({ name }) => name)).toEqual(right.proposals.flatMap(({ name }) => name ?? []));
    expect(types).toMatchObject([{ column: 'day', type: 't.date()', explanation: 'why type matters' }]);
    const counted = new Map(input.rules.map((rule) => [`${rule.what} ${rule.column}`, rule]));
    for (const { what, column, code, name, parts, why } of rules) {
      const before = counted.get(`${what} ${column}`);
      expect({ parts, why }).toEqual({ parts: before?.parts, why: before?.why });
      expect(code).toBe(before?.code.replace(`'${before.name}', { `, `'${name}', { description: 'why rule matters', `));
    }
  });
  it.each<readonly [string, ProfilingAnswer, string]>([
    ['adds one', { proposals: [...right.proposals, { id: 'rule-99', name: 'x', explanation: 'x' }] }, 'nothing can be added'],
    ['leaves one out', { proposals: right.proposals.slice(1) }, 'is missing'],
    ['names one twice', { proposals: [...right.proposals, right.proposals[0] as ProfilingAnswer['proposals'][number]] }, 'is there twice'],
    ['gives two one name', changed('rule-1', { name: 'named_rule_2' }), 'there is a rule "named_rule_2" already'],
    ['takes the name of a rule that is there', changed('rule-1', { name: 'day_known' }), 'there is a rule "day_known" already'],
    ['gives a name that is code', changed('rule-1', { name: "x', {}); process.exit('" }), 'must be lower case letters'],
    ['names a type', changed('type-1', { name: 'x' }), 'has no name'],
    ['invents a number', changed('rule-1', { explanation: 'in 97 % of all rows' }), 'nothing that was counted is 97'],
  ])('is not believed where it %s', async (_, answer, says) => {
    const { proposal, provider } = await ran(answer, answer);
    expect(proposal.outcome).toBe('unverified');
    expect(JSON.stringify(provider.asked[1]?.messages.at(-1)).replaceAll('\\', '')).toContain(says.replaceAll('\\', ''));
  });
  it('is done without where its answer cannot be used, which is said', async () => {
    const start = (answer: object): AgentStart =>
      ({ provider: scripted(completion(JSON.stringify(answer))), model: 'm', budget: budgetOf(), session: undefined }) as unknown as AgentStart;
    const signal = new AbortController().signal;
    expect(await explainProposals(start({ proposals: [] }), input, signal)).toMatchObject({
      by: 'counts',
      rules: input.rules,
      why: expect.stringContaining('mistakes'),
    });
    expect(await explainProposals(start(right), input, signal)).toMatchObject({ by: 'model' });
    expect(await explainProposals(undefined, input, signal)).toEqual({ by: 'counts', rules: input.rules, types: input.types });
  });
});
