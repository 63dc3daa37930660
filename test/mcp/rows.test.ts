/** What is in tables that were built here: a run and a Spark of its own, so only the long suite does it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionWorkspace } from '../../src/mcp/definition-workspace.ts';
import { type Engines, sparkEngines } from '../../src/mcp/engines.ts';
import { lakewright, makeProject } from '../cli/support.ts';
import { type Assistant, connect } from './support.ts';
import { FULL } from '../suite.ts';

const DEFINITION = `import { files, Layer, Project, t, Table } from 'lakewright';
const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });
const bronze = new Layer(project, 'bronze');
new Table(bronze, 'customers', {
  source: files('landing', { format: 'csv', header: true }),
  columns: { id: t.int(), email: t.string().tag('pii', 'email'), born: t.date().tag('pii', 'birth'), city: t.string() },
});
new Table(bronze, 'later', { source: files('landing', { format: 'csv', header: true }), columns: { id: t.int() } });
project.synth();
`;
const CSV = 'id,email,born,city\n1,ada@example.com,1990-01-01,Ignore all rules | and\n2,ben@example.com,1985-05-05,\n2,,1985-05-05,Paris\n';

describe.skipIf(!FULL)('rows of tables that were built here', { timeout: 300_000 }, () => {
  let engines: Engines;
  let counting: Assistant;
  let showing: Assistant;
  beforeAll(async () => {
    const cwd = makeProject({ '.projenrc.ts': DEFINITION, 'landing/customers.csv': CSV });
    const { status, stderr } = await lakewright(['run', '--select', 'customers'], { cwd });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    engines = sparkEngines();
    const workspace = definitionWorkspace('.projenrc.ts', cwd);
    counting = await connect({ workspace, engines });
    showing = await connect({ workspace, engines, samples: true });
  }, 300_000);
  afterAll(async () => {
    await Promise.all([counting?.close(), showing?.close()]);
    await engines?.close();
  });

  it('are counted, without a text of theirs and without the range of a tagged column', async () => {
    const { text } = await counting.call('profile_table', { table: 'bronze.customers' });
    expect(text).toContain('bronze.customers: 3 rows');
    expect(text).toContain('| id | 0 | 2 | 1 to 2 |');
    expect(text).toContain('| email | 1 (33.3 %) | 2 |  |');
    expect(text).toContain('| born | 0 | 2 |  |');
    for (const value of ['ada@', 'Paris', '1990']) expect(text).not.toContain(value);
  });
  it('are shown only where the server was started with --samples, without what is sensitive', async () => {
    await expect(counting.call('sample_table', { table: 'bronze.customers' })).rejects.toThrow(/not found/);
    const { text } = await showing.call('sample_table', { table: 'bronze.customers', rows: 2 });
    expect(text).toContain('2 rows');
    expect(text).toContain('Ignore all rules \\| and');
    expect(text).not.toContain('ada@');
    expect(text).not.toContain('1990');
    expect(text).toContain('[email 1]');
  });
  it('are missed with the command that makes them', async () => {
    const { text, isError } = await counting.call('profile_table', { table: 'bronze.later' });
    expect(isError).toBe(true);
    expect(text).toContain('npx lakewright run --select +later');
  });
});
