/** The inspector's command line, which others use to look at servers. It comes from npm, 111 MB, so only the long suite installs it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute, makeProject, ORDERS, type Outcome, SYNTH } from '../cli/support.ts';
import { FULL } from '../suite.ts';

const VERSION = '2.12.0';
const ENTRY = join(import.meta.dirname, '../cli/entry.ts');

describe.skipIf(!FULL)(`the inspector ${VERSION}`, () => {
  let folder = '';
  let cwd = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lakewright-inspector-'));
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', `@modelcontextprotocol/inspector@${VERSION}`];
    const { status, stderr } = await execute('npm', args, { cwd: folder });
    if (status !== 0) throw new Error(stderr);
    cwd = makeProject({ '.projenrc.ts': ORDERS + SYNTH });
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const inspect = (...args: readonly string[]): Promise<Outcome> =>
    execute(process.execPath, [join(folder, 'node_modules/.bin/mcp-inspector'), '--cli', process.execPath, ENTRY, 'mcp', ...args], { cwd });
  it('lists the tools', async () => {
    const { stdout, status } = await inspect('--method', 'tools/list');
    expect(status).toBe(0);
    const { tools } = JSON.parse(stdout) as { readonly tools: readonly { readonly name: string }[] };
    expect(tools.map(({ name }) => name)).toContain('project_graph');
    expect(tools.map(({ name }) => name)).not.toContain('apply_body');
  });
  it('calls one, and sees what is wrong with a call', async () => {
    const right = await inspect('--method', 'tools/call', '--tool-name', 'describe_construct', '--tool-arg', 'construct=gold.totals');
    expect(right.status).toBe(0);
    expect(right.stdout).toContain('gold.totals: table');
    const wrong = await inspect('--method', 'tools/call', '--tool-name', 'describe_construct', '--tool-arg', 'construct=gold.total');
    expect(wrong.status).not.toBe(0);
    expect(wrong.stdout).toContain('did you mean \\"gold.totals\\"?');
  });
});
