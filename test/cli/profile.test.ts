import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { lakewright, makeProject, type Outcome, writeAll } from './support.ts';
import { FULL } from '../suite.ts';

const DEFINITION = `import { files, Layer, Project, t, Table } from 'lakewright';
const project = new Project({ name: 'shop', assistantFiles: [], acknowledge: ['LW1014'] });
export const orders = new Table(new Layer(project, 'bronze'), 'orders', {
  source: files('landing/orders', { format: 'json' }),
  columns: { id: t.bigint(), state: t.string() },
});
project.synth();
`;
const ROWS = Array.from({ length: 30 }, (_, i) => JSON.stringify({ id: 700_000 + i, state: i % 2 === 0 ? 'kept-here' : 'as-well' })).join('\n');
interface Told {
  readonly proposals: readonly { readonly id: string; readonly rule?: string; readonly column: string }[];
}
type Named = (told: Told) => object;
/** All of them, the last one first. */
const right: Named = ({ proposals }) => ({
  proposals: proposals
    .toReversed()
    .map(({ id, rule, column }) => ({ id, name: rule === undefined ? null : `${column}_is_${rule}`, explanation: `Orders without it are lost: ${column}.` })),
});

describe.skipIf(!FULL)('lakewright profile with somebody who names things (a minute: npm run test:full)', { timeout: 300_000 }, () => {
  const root = makeProject({ '.projenrc.ts': DEFINITION, 'landing/orders/a.json': `${ROWS}\n` });
  const asked: string[] = [];
  const profile = async (folder: string, named: Named, ...more: readonly string[]): Promise<Outcome> => {
    let isDone = false;
    const relay = join(root, folder);
    const helper = (async () => {
      while (!isDone) {
        for (const name of existsSync(relay) ? readdirSync(relay) : []) {
          const file = join(relay, name.replace('.request.json', '.answer.json'));
          if (!name.endsWith('.request.json') || existsSync(file)) continue;
          const text = readFileSync(join(relay, name), 'utf8');
          asked.push(text);
          const [message] = (JSON.parse(text) as { readonly messages: readonly { readonly content: readonly { readonly text: string }[] }[] }).messages;
          const said = message?.content[0]?.text ?? '';
          writeFileSync(file, JSON.stringify(named(JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1)) as Told)));
        }
        await setTimeout(100);
      }
    })();
    const outcome = await lakewright(['profile', 'bronze.orders', '--provider', 'relay', '--relay', relay, ...more], { cwd: root });
    isDone = true;
    await helper;
    return outcome;
  };
  beforeAll(async () => {
    const { status, stderr } = await lakewright(['run'], { cwd: root });
    expect(status, stderr).toBe(0);
  }, 300_000);

  it('keeps the counted proposals where the answer cannot be used, and says so', async () => {
    const { status, stdout } = await profile('wrong', () => ({ proposals: [] }), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tables: [{ by: 'counts', why: expect.stringContaining('mistakes'), rules: expect.arrayContaining([expect.objectContaining({ name: 'id_unique' })]) }],
    });
  });
  it('shows names and reasons, writes them, and sent no value of a row', async () => {
    const { status, stdout } = await profile('right', right, '--apply');
    expect(status).toBe(0);
    expect(stdout).toContain('  + id_is_unique: Orders without it are lost: id. [30 different values in 30 rows] (strong)\n');
    const definition = readFileSync(join(root, '.projenrc.ts'), 'utf8');
    expect(definition.replace(/\s+/g, ' ')).toContain(
      "new UniqueRule(orders, 'id_is_unique', { description: 'Orders without it are lost: id.', columns: ['id'], onViolation: 'warn', });",
    );
    expect((await lakewright(['check'], { cwd: root })).status).toBe(0);
    for (const value of ['kept-here', 'as-well', '700000', '700029']) expect(asked.join('\n')).not.toContain(value);
  });
});

interface Document {
  readonly ok: boolean;
  readonly tables: readonly object[];
  readonly written: readonly string[];
  readonly diagnostics: readonly object[];
}
describe.skipIf(!FULL)('lakewright profile of several projects (minutes: npm run test:full)', { timeout: 300_000 }, () => {
  const other = `const other = new Project({ name: 'other', outdir: 'two', assistantFiles: [], acknowledge: ['LW1014'] });
new Table(new Layer(other, 'bronze'), 'orders', { source: files('landing/orders', { format: 'json' }), columns: { id: t.bigint(), state: t.string() } });
other.synth();
`;
  const definition = DEFINITION.replace("name: 'shop'", "name: 'shop', outdir: 'one'");
  const root = makeProject({ '.projenrc.ts': definition + other, 'one/landing/orders/a.json': `${ROWS}\n` });
  const profile = async (...more: readonly string[]) => {
    const { status, stdout, stderr } = await lakewright(['profile', '--json', ...more], { cwd: root });
    const { ok, tables, written, diagnostics } = JSON.parse(stdout) as Document;
    return { told: { status, ok, tables: tables.length, written, problems: diagnostics.length }, stderr };
  };

  it('passes over one that was not built', async () => {
    // The second one has no files.
    expect((await lakewright(['run'], { cwd: root })).status).toBe(1);
    const { told, stderr } = await profile();
    expect(told, stderr).toEqual({ status: 0, ok: true, tables: 1, written: [], problems: 0 });
  });
  it('says what was written before one fails', async () => {
    writeAll(root, { 'two/landing/orders/a.json': `${ROWS}\n` });
    expect((await lakewright(['run'], { cwd: root })).status).toBe(0);
    const warehouse = join(root, 'two/.lakewright/warehouse');
    for (const file of readdirSync(warehouse, { recursive: true, encoding: 'utf8' })) if (file.endsWith('.parquet')) rmSync(join(warehouse, file));
    const { told, stderr } = await profile('--apply');
    expect(told, stderr).toEqual({ status: 1, ok: false, tables: 1, written: ['.projenrc.ts'], problems: 1 });
    expect(readFileSync(join(root, '.projenrc.ts'), 'utf8')).toContain('UniqueRule');
  });
});
