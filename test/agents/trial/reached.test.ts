import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { adversarialInputs } from '../../../src/agents/trial/adversarial.ts';
import { reachedSteps } from '../../../src/agents/trial/reached.ts';
import type { Engine, RunResult } from '../../../src/agents/trial/trial.ts';
import { type Bench, verification } from '../../../src/agents/trial/verifiers.ts';
import { F, from, Layer, Project, t, Table } from '../../../src/index.ts';
import { prepared } from './support.ts';

const project = new Project({ name: 'reached', outdir: tmpdir() });
const layer = new Layer(project, 'all');
const orders = new Table(layer, 'orders', {
  intent: 'what was ordered',
  columns: { id: t.int().notNull(), state: t.string(), amount: t.decimal(9, 2), at: t.timestamp() },
});
const places = new Table(layer, 'places', { intent: 'where', columns: { state: t.string().notNull(), name: t.string() } });
const all = from(orders).select((o) => ({ id: o.id }));
new Table(layer, 'usual', {
  query: from(orders)
    .join(from(places), { on: ['state'], how: 'left', select: (l, r) => ({ id: l.id, name: r.name, amount: l.amount }) })
    .where((o) => o.amount.gt(100).and(o.name.isNotNull())),
});
new Table(layer, 'half_idle', {
  query: all.unionByName(
    from(orders)
      .where((o) => o.amount.gt(5).and(o.amount.lt(5)))
      .select((o) => ({ id: o.id })),
  ),
});
new Table(layer, 'hashed', {
  query: all.unionByName(
    from(orders)
      .where((o) => F.md5(o.state).eq('x'))
      .select((o) => ({ id: o.id })),
  ),
});
const { model, diagnostics } = project.check();
if (!model) throw new Error(JSON.stringify(diagnostics));
const found = (key: string) => {
  const table = model.tables.find((one) => one.key === key);
  if (table?.body.kind !== 'relation') throw new Error(key);
  const datasets = adversarialInputs({ model, reads: table.reads, plan: table.body.plan });
  const { steps, never, unknown } = reachedSteps(
    table.body.plan,
    model,
    datasets.filter(({ isExtreme }) => !isExtreme),
  );
  return { steps, never: never.map(({ kind }) => kind), unknown };
};

describe('steps that made rows get to', () => {
  it('are all of a usual relation', () => expect(found('all.usual')).toEqual({ steps: 4, never: [], unknown: 0 }));
  it('are not those that no row can get through', () => expect(found('all.half_idle')).toEqual({ steps: 6, never: ['where', 'select'], unknown: 0 }));
  it('are not known where only Spark can tell', () => expect(found('all.hashed')).toMatchObject({ never: [], unknown: 3 }));
});

describe('a body of which a step was never tried', () => {
  const rows: RunResult = { ok: true, columns: [], rows: [], count: 3, seconds: 0 };
  const bench: Bench = {
    root: '/nowhere',
    prepared: prepared(),
    folder: { attempt: () => Promise.resolve({ model, typeErrors: [], refused: [], diagnostics: [], files: {} }) } as unknown as Bench['folder'],
    engine: { runAll: (_: unknown, inputs: readonly unknown[]) => Promise.resolve(inputs.map(() => rows)) } as unknown as Engine,
  };
  const evidence = async (table: string) => (await verification(bench, { table, changes: [] }, new AbortController().signal)('adversarial')).evidence;
  it('is not proven, though it gives rows', async () => {
    expect(await evidence('all.half_idle')).toMatchObject({
      verdict: 'skipped',
      says: expect.stringMatching(/^no row of \d+ generated inputs gets through 2 of its 6 steps: where, select$/),
    });
  });
  it('is told from one whose steps were all tried, or are not known', async () => {
    expect(await evidence('all.usual')).toMatchObject({ verdict: 'passed', says: expect.stringContaining('; rows get through each of its 4 steps') });
    expect(await evidence('all.hashed')).toMatchObject({ verdict: 'passed', says: expect.stringContaining('of the others only Spark can tell') });
  });
});
