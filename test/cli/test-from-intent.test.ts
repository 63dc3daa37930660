import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answering } from './relay.ts';
import { lakewright, makeProject, writeAll } from './support.ts';

const DEFINITION = `import { from, Layer, Project, t, Table } from 'lakewright';
const project = new Project({ name: 'shop', assistantFiles: [] });
const orders = new Table(new Layer(project, 'bronze'), 'orders', { intent: 'as they come', columns: { id: t.int(), customer: t.string() } });
const silver = new Layer(project, 'silver');
new Table(silver, 'customers', { intent: 'customers that ordered, each once', query: from(orders).select((o) => ({ customer: o.customer })).distinct() });
new Table(silver, 'open', { intent: 'to be written', columns: { id: t.int() } });
project.synth();
`;
const PATH = 'tests/silver/test_customers_intent.py';
const ANSWER = {
  outcome: 'tests',
  reason: null,
  examples: [
    {
      shows: 'two orders of a customer are one row',
      given: [{ table: 'bronze.orders', rows: '[{"id":1,"customer":"a"},{"id":2,"customer":"a"}]' }],
      gives: '[{"customer":"a"}]',
    },
  ],
  properties: [{ kind: 'unique', columns: ['customer'], table: null }],
};
const make = (): string => makeProject({ '.projenrc.ts': DEFINITION });

const asked = (root: string, ...more: readonly string[]) =>
  answering(
    join(root, 'relay'),
    ANSWER,
    lakewright(['test', 'silver.customers', '--from-intent', '--provider', 'relay', '--relay', 'relay', '--maxSeconds', '60', ...more], { cwd: root }),
  );

describe('lakewright test --from-intent', () => {
  it('shows the file, and writes it only when it is told to', async () => {
    const root = make();
    const shown = await asked(root);
    expect(shown.stderr).not.toMatch(/error/);
    expect(shown.stdout).toContain(`+++ b/${PATH}`);
    expect(shown.stdout).toContain('examples: 1, properties: 1; they fit the tables');
    expect(existsSync(join(root, PATH))).toBe(false);
    const written = await asked(root, '--apply');
    expect(written.status).toBe(0);
    expect(readFileSync(join(root, PATH), 'utf8')).toContain('"two orders of a customer are one row"');
  }, 120_000);
  it('never touches a file that is there', async () => {
    const root = make();
    writeAll(root, { [PATH]: '# mine\n' });
    const { status, stderr } = await asked(root, '--apply');
    expect(status).toBe(1);
    expect(stderr).toContain('LW8121');
    expect(readFileSync(join(root, PATH), 'utf8')).toBe('# mine\n');
  }, 120_000);
  it('says without a model what it did not do', async () => {
    const root = make();
    const { status, stdout } = await lakewright(['test', 'silver.customers', '--from-intent', '--provider', 'none', '--json'], { cwd: root });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      tables: [{ table: 'silver.customers', outcome: 'refused', reason: expect.stringContaining('no model was asked') }],
    });
    expect(existsSync(join(root, 'tests'))).toBe(false);
  }, 60_000);
  it('refuses a table without a body, and a command without tables', async () => {
    const root = make();
    expect((await lakewright(['test', 'silver.open', '--from-intent', '--provider', 'none'], { cwd: root })).stderr).toMatch(/LW8015.*\n?.*has no body yet/);
    expect((await lakewright(['test', '--from-intent', '--provider', 'none'], { cwd: root })).stderr).toContain('say for which tables');
  }, 60_000);
});
