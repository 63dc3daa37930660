/** A project reads the tables of another from its manifest: a column that the producer renames breaks the reader's compile. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute, lakewright, linkPackages, makeProject, REPOSITORY, temporaryFolder } from '../cli/support.ts';
import { turn } from '../suite.ts';

const READER = `import { Environment, from, ExternalTable, F, Layer, Project, Table } from 'lakewright';
import { goldCustomers } from './contracts/minimal.ts';

const project = new Project({ name: 'reports' });
new Environment(project, 'prod', { host: 'https://prod.example', catalog: 'ops' });
const gold = new Layer(project, 'gold');
const customers = new ExternalTable(project, 'customers', { contract: goldCustomers });
new Table(gold, 'biggest', { query: from(customers).select((c) => ({ customer: F.upper(c.customer), total: F.round(c.total, 0) })) });
project.synth();
`;
const TSC7 = join(REPOSITORY, 'node_modules/tsc7/bin/tsc');
const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: ['node'],
  typeRoots: [join(REPOSITORY, 'node_modules/@types')],
  paths: { lakewright: [join(REPOSITORY, 'src/index.ts')] },
};

describe.runIf(turn(0))('the tables of another project (turn 0 of 3)', { timeout: 120_000 }, () => {
  const producer = temporaryFolder();
  for (const name of ['.projenrc.ts', 'package.json']) cpSync(join(REPOSITORY, 'samples/minimal', name), join(producer, name));
  linkPackages(producer);
  const reader = makeProject({ '.projenrc.ts': READER, 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['.projenrc.ts'] }) });
  const publish = async (): Promise<void> => {
    const synth = await lakewright(['synth'], { cwd: producer });
    expect(synth.status, synth.stderr).toBe(0);
    const manifest = join(producer, '.lakewright/manifest.json');
    const { status, stderr } = await lakewright(['import', manifest, '--out', 'contracts/minimal.ts', '--force'], { cwd: reader });
    expect(status, stderr).toBe(0);
  };
  const compiled = async (): Promise<string> => (await execute(process.execPath, [TSC7, '-p', '.'], { cwd: reader })).stdout;

  it('are typed, and found under their physical name', async () => {
    await publish();
    expect(await compiled()).toBe('');
    const { status, stderr } = await lakewright(['synth'], { cwd: reader });
    expect(status, stderr).toBe(0);
    expect(readFileSync(join(reader, 'pipelines/gold.py'), 'utf8')).toContain('minimal_gold.customers');
  });
  it('break what reads them when a column is renamed, in the compiler and at synthesis', async () => {
    const path = join(producer, '.projenrc.ts');
    writeFileSync(path, readFileSync(path, 'utf8').replace('total: F.sum', 'revenue: F.sum'));
    await publish();
    expect(await compiled()).toMatch(/^\.projenrc\.ts\(8,\d+\): error TS2339: Property 'total' does not exist/);
    const { status, stderr } = await lakewright(['check'], { cwd: reader });
    expect([status, stderr]).toEqual([1, expect.stringContaining('"total"')]);
  });
});
