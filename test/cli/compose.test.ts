import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../src/cli/commands/compose.ts';
import { answering } from './relay.ts';
import { lakewright, lives, makeProject } from './support.ts';

const DEFINITION = `import { from, Layer, Project, t, Table } from 'lakewright';
const project = new Project({ name: 'shop', assistantFiles: [] });
const orders = new Table(new Layer(project, 'bronze'), 'orders', { intent: 'as they come', columns: { id: t.int(), customer: t.string() } });
new Table(new Layer(project, 'silver'), 'customers', {
  intent: 'customers that ordered, each once',
  query: from(orders).select((o) => ({ customer: o.customer })).distinct(),
});
project.synth();
`;
const GIVEN = { table: 'bronze.orders', rows: '[{"id":1,"customer":"a"},{"id":2,"customer":"a"}]' };
const ANSWER = {
  outcome: 'tests',
  reason: null,
  examples: [{ shows: 'two orders of a customer are one row', given: [GIVEN], gives: '[{"customer":"a"}]' }],
  properties: [],
};
const TESTS = 'tests/silver/test_customers_intent.py';

describe('lakewright compose', () => {
  it('calls rules done when they are written, or there are none', () => {
    const proposed = (count: number, ...written: readonly string[]) => OUTCOMES.rules({ tables: [{ rows: 2, rules: Array(count).fill({}) }], written }).status;
    expect([proposed(0), proposed(1), proposed(1, '.projenrc.ts')]).toEqual(['done', 'open', 'done']);
  });
  it('calls tests done when they are written, takes places from where it was called, and fails where a step could not run', async () => {
    const root = makeProject({ '.projenrc.ts': DEFINITION });
    const cwd = join(root, 'notes');
    mkdirSync(cwd);
    const compose = async (...more: readonly string[]) => {
      const args = ['compose', 'silver.customers', '--provider', 'relay', '--relay', 'asked', '--maxSeconds', '60', '--json', ...more];
      const { status, stdout } = await answering(join(cwd, 'asked'), ANSWER, lakewright(args, { cwd }));
      return { status, ...(JSON.parse(stdout) as { readonly ok: boolean; readonly report: object }) };
    };
    // The table was not built here, and cannot be profiled.
    const rules = { status: 'skipped', says: expect.stringContaining('none of these tables was built') };
    const body = { status: 'done', says: 'it has a body' };
    expect(await compose()).toMatchObject({
      status: 1,
      ok: false,
      report: { 'silver.customers': { rules, body, tests: { status: 'open', says: 'solved, not written' } } },
    });
    expect(readdirSync(join(cwd, 'asked'))).not.toEqual([]);
    expect(existsSync(join(root, TESTS))).toBe(false);
    expect(await compose('--apply')).toMatchObject({
      status: 1,
      report: { 'silver.customers': { rules, body, tests: { status: 'done', says: 'tests from the intent' } } },
    });
    expect(existsSync(join(root, TESTS))).toBe(true);
  }, 120_000);
  it('ends the step that is at work when it is ended', async () => {
    const noting = `import { appendFileSync } from 'node:fs';\nappendFileSync('pids.txt', process.pid + '\\n');\n`;
    const root = makeProject({ '.projenrc.ts': `${noting}${DEFINITION}` });
    const relay = join(root, 'asked');
    const args = ['compose', 'silver.customers', '--provider', 'relay', '--relay', relay];
    const child = spawn(process.execPath, [join(import.meta.dirname, 'entry.ts'), ...args], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = once(child, 'close');
    await expect.poll(() => existsSync(relay) && readdirSync(relay).length > 0, { timeout: 60_000 }).toBe(true);
    child.kill('SIGTERM');
    expect(await ended).toEqual([130, null]);
    expect(said).toContain('interrupted: the step `test silver.customers`');
    const pids = readFileSync(join(root, 'pids.txt'), 'utf8').trim().split('\n').map(Number);
    expect(pids.length).toBeGreaterThan(1);
    expect(pids.filter(lives)).toEqual([]);
  }, 120_000);
});
