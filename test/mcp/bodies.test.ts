/** What may be written, and when: here the proof is given, so that each of its outcomes can be tried. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type CheckName, type Evidence, REQUIRED } from '../../src/agents/evidence.ts';
import { MOST_CHARACTERS } from '../../src/mcp/answer.ts';
import { definitionWorkspace } from '../../src/mcp/definition-workspace.ts';
import type { Prove } from '../../src/mcp/tools/verify-body.ts';
import { makeProject, SYNTH, treeOf } from '../cli/support.ts';
import { type Assistant, connect } from './support.ts';

const DEFINITION = `import { files, from, Layer, Project, t, Table } from 'lakewright';

const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });
const bronze = new Layer(project, 'bronze');
const gold = new Layer(project, 'gold');
// All of them.
const orders = new Table(bronze, 'orders', { source: files('landing/orders', { format: 'csv', header: true }), columns: { id: t.bigint(), amount: t.double() } });
new Table(gold, 'large', {
  intent: 'orders above a hundred', // 100
  columns: { id: t.bigint(), amount: t.double() },
});
for (const name of ['a', 'b']) new Table(gold, name, { intent: 'a copy', columns: { id: t.bigint() } });
export const copy = new Table(gold, 'copy', { query: from(orders) });
`;
const BODY = { table: 'gold.large', code: 'from(o).where((row) => row.amount.gt(100))', inputs: [{ name: 'o', table: 'bronze.orders' }] };

const passing: readonly Evidence[] = REQUIRED.map((check) => ({ check, verdict: 'passed', says: 'ran', seconds: 0, rows: 3 }));
const all: Prove = async () => passing.filter(({ check }) => check !== 'schema' && check !== 'source');
const without =
  (check: CheckName, instead: Evidence): Prove =>
  async (what, evidence, signal) =>
    (await all(what, evidence, signal)).map((one) => (one.check === check ? instead : one));

const open: Assistant[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
const start = async (prove: Prove, allowWrite = true): Promise<{ readonly cwd: string; readonly server: Assistant; readonly source: () => string }> => {
  const cwd = makeProject({ '.projenrc.ts': DEFINITION + SYNTH });
  const server = await connect({ workspace: definitionWorkspace('.projenrc.ts', cwd), prove, allowWrite });
  open.push(server);
  return { cwd, server, source: () => readFileSync(join(cwd, '.projenrc.ts'), 'utf8') };
};
const hashOf = ({ data }: { readonly data: unknown }): string => (data as { readonly hash: string }).hash;

describe('verify_body', () => {
  it('shows what would be written and writes nothing', async () => {
    const { cwd, server } = await start(all);
    const before = treeOf(cwd);
    const { text, data } = await server.call('verify_body', BODY);
    expect(text).toContain('gold.large: verified; hash ');
    expect(text).toContain('+  query: from(orders).where((row) => row.amount.gt(100)),');
    expect(text).toContain('Intent: orders above a hundred');
    expect(data).toMatchObject({ table: 'gold.large', verified: true });
    expect(treeOf(cwd)).toEqual(before);
  });
  it('does not call verified what a check did not pass, or what was not run', async () => {
    for (const [prove, says] of [
      [without('second', { check: 'second', verdict: 'skipped', says: 'no second solution' }), 'not run: second'],
      [without('adversarial', { check: 'adversarial', verdict: 'failed', says: 'rows differ', seconds: 1, problems: [] }), 'adversarial failed'],
      [async () => [], 'not run: types'],
    ] as const) {
      const { server } = await start(prove);
      const verified = await server.call('verify_body', BODY);
      expect(verified.text).toContain(`gold.large: not verified (${says}`);
      expect(verified.data).toMatchObject({ verified: false });
      const applied = await server.call('apply_body', { hash: hashOf(verified) });
      expect(applied).toMatchObject({ isError: true });
      expect(applied.text).toContain('LW9011');
    }
  });
  it('proves nothing that does not fit the source, and shows what can be pasted', async () => {
    let asked = 0;
    const { server } = await start(async (...args) => {
      asked += 1;
      return all(...args);
    });
    const inLoop = await server.call('verify_body', { ...BODY, table: 'gold.a' });
    expect(inLoop.text).toContain('source: failed');
    expect(inLoop.text).toContain('To insert by hand');
    const unknown = await server.call('verify_body', { ...BODY, code: 'from(nothing)' });
    expect(unknown.text).toContain('nothing');
    const twoExpressions = await server.call('verify_body', { ...BODY, code: 'from(o)); process.exit(1' });
    expect(twoExpressions.text).toContain('source: failed');
    for (const code of ['from(o).pipe((r) => process.exit(1))', "from(o).where((r) => import('node:fs'))", 'from(o).constructor', 'from(globalThis)']) {
      expect({ code, text: (await server.call('verify_body', { ...BODY, code })).text }).toMatchObject({ text: expect.stringContaining('LW8205') });
    }
    expect(asked).toBe(0);
  });
  it('keeps its answer within the limit, however much there is to say', async () => {
    const long = `"quoted" \\ | \u202e\n${'words and more words '.repeat(500)}`;
    const problems = Array.from(
      { length: 50 },
      (_, i) => ({ code: 'LW8213', severity: 'error', path: long, key: [String(i)], message: long, hint: long }) as const,
    );
    const evidence: Evidence = { check: 'adversarial', verdict: 'failed', says: long, seconds: 1, problems };
    const { server } = await start(async () => [evidence, evidence, evidence]);
    const { length, isError, text } = await server.call('verify_body', {
      ...BODY,
      code: `from(o).where((row) => row.amount.gt(100).or(F.lit('${'x'.repeat(9_000)}').eq('a')))`,
    });
    expect(isError).toBe(false);
    expect(text).toContain('adversarial: failed');
    expect(length).toBeLessThanOrEqual(MOST_CHARACTERS);
  });
  it('takes no body for what has none', async () => {
    const { server } = await start(all);
    expect((await server.call('verify_body', { ...BODY, table: 'bronze.orders' })).text).toContain('LW9013');
  });
});

describe('apply_body', () => {
  it('writes exactly the diff that was verified', async () => {
    const { server, source } = await start(all);
    const verified = await server.call('verify_body', BODY);
    const { isError, text } = await server.call('apply_body', { hash: hashOf(verified) });
    expect({ isError, text }).toMatchObject({ isError: false });
    expect(source()).toBe(
      (DEFINITION + SYNTH).replace(
        '  columns: { id: t.bigint(), amount: t.double() },\n});\nfor',
        '  columns: { id: t.bigint(), amount: t.double() },\n  query: from(orders).where((row) => row.amount.gt(100)),\n});\nfor',
      ),
    );
    expect(text).toContain('Written: .projenrc.ts');
    expect((await server.call('describe_construct', { construct: 'gold.large' })).text).toContain('typed query in the definition');
  });
  it('refuses when the source has changed since, were it a blank', async () => {
    const { server, cwd, source } = await start(all);
    const verified = await server.call('verify_body', BODY);
    const changed = `\n${source()}`;
    writeFileSync(join(cwd, '.projenrc.ts'), changed);
    const applied = await server.call('apply_body', { hash: hashOf(verified) });
    expect(applied.text).toContain('LW9012');
    expect(source()).toBe(changed);
  });
  it('applies nothing twice', async () => {
    const { server, source } = await start(all);
    const hash = hashOf(await server.call('verify_body', BODY));
    await server.call('apply_body', { hash });
    const once = source();
    expect((await server.call('apply_body', { hash })).isError).toBe(true);
    expect(source()).toBe(once);
  });
  it('knows no proposal of another server, and none that was made up', async () => {
    const [one, other] = [await start(all), await start(all)];
    const hash = hashOf(await one.server.call('verify_body', BODY));
    for (const wanted of [hash, 'x', '../..']) expect((await other.server.call('apply_body', { hash: wanted })).text).toContain('LW9010');
    expect(other.source()).toBe(DEFINITION + SYNTH);
  });
  it('is not there without --allow-write, whatever was verified', async () => {
    const { server, source } = await start(all, false);
    expect((await server.tools()).map(({ name }) => name)).not.toContain('apply_body');
    const hash = hashOf(await server.call('verify_body', BODY));
    await expect(server.call('apply_body', { hash })).rejects.toThrow(/not found/);
    expect(source()).toBe(DEFINITION + SYNTH);
  });
  it('says of itself that it writes', async () => {
    const { server } = await start(all);
    const writing = (await server.tools()).filter(({ annotations }) => (annotations as { readonly readOnlyHint: boolean }).readOnlyHint === false);
    expect(writing.map(({ name, annotations }) => ({ name, annotations }))).toEqual([
      { name: 'apply_body', annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false } },
    ]);
  });
});
