import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { findInputs, MOST_SHOWN } from '../../../src/agents/coding/find-inputs.ts';
import { from, Layer, Project, t, Table } from '../../../src/index.ts';

const THINGS = [
  'customer',
  'order',
  'invoice',
  'shipment',
  'product',
  'supplier',
  'return',
  'payment',
  'visit',
  'campaign',
  'employee',
  'store',
  'contract',
  'ticket',
  'device',
  'sensor',
  'meter',
  'claim',
  'policy',
  'route',
];
const KINDS = ['raw', 'events', 'status', 'addresses', 'prices', 'notes', 'history', 'tags', 'limits', 'codes'];

/** As measured; what is not shown can be looked up. */
const LEAST_RECALL = 0.9;
/** Two hundred bronze tables, and one that is to be written for each thing. */
const project = new Project({ name: 'large', outdir: tmpdir() });
const bronze = new Layer(project, 'bronze');
const silver = new Layer(project, 'silver');
const gold = new Layer(project, 'gold');
for (const thing of THINGS)
  for (const kind of KINDS)
    new Table(bronze, `${thing}_${kind}`, { intent: 'as it comes', columns: { [`${thing}_id`]: t.int(), [`${kind}_value`]: t.string(), at: t.timestamp() } });
const wanted = THINGS.flatMap((thing, i) => {
  const [one, other] = [KINDS[i % KINDS.length] ?? '', KINDS[(i + 3) % KINDS.length] ?? ''];
  const target = new Table(silver, `wanted_${i}`, {
    intent: `for each ${thing} its latest ${one}, with the ${other} of that ${thing}`,
    columns: { id: t.int() },
  });
  new Table(gold, `reads_${i}`, { query: from(target).select((x) => ({ id: x.id })) });
  return [{ key: `silver.wanted_${i}`, inputs: [`bronze.${thing}_${one}`, `bronze.${thing}_${other}`] }];
});
const { model } = project.check();

it('finds what intents speak of among 200 tables, within the dozen that are shown', () => {
  if (!model) throw new Error('no model');
  const found = wanted.flatMap(({ key, inputs }) => {
    const table = model.tables.find((each) => each.key === key);
    if (!table) throw new Error(key);
    const { shown } = findInputs(model, table);
    expect(shown.length).toBeLessThanOrEqual(MOST_SHOWN);
    // Neither a later layer nor what reads the table itself.
    expect(shown.filter((each) => each.layer === 'gold')).toEqual([]);
    return inputs.map((input) => shown.some((each) => each.key === input));
  });
  expect(found.filter(Boolean).length / found.length).toBeGreaterThanOrEqual(LEAST_RECALL);
});
