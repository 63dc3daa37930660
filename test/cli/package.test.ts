/** What users get: the packed package, in folders outside of the repository. Slow: it installs packages and runs Spark. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sparkSchemaJson } from '../../src/model/spark-json.ts';
import { randomTables } from '../import/random-tables.ts';
import { execute, type Outcome, REPOSITORY, temporaryFolder } from './support.ts';
import { FULL, turn } from '../suite.ts';

const TSC6 = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
const TSC7 = join(REPOSITORY, 'node_modules/tsc7/bin/tsc');
const PROJEN = 'projen@0.103.25';
const env = { PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}`, npm_config_update_notifier: 'false' };

const node = (args: readonly string[], cwd: string): Promise<Outcome> => execute(process.execPath, args, { cwd, env });
const npx = (args: readonly string[], cwd: string): Promise<Outcome> => execute('npx', ['--yes', ...args], { cwd, env });
const expectSuccess = ({ status, stdout, stderr }: Outcome): void => expect(status === 0 ? 'success' : `${stdout}\n${stderr}`).toBe('success');

/** The package as a release would be packed, compiled afresh and beside the repository; gives the tarball. */
const pack = async (): Promise<string> => {
  const staging = temporaryFolder();
  for (const path of ['package.json', 'bin', 'LICENSE']) cpSync(join(REPOSITORY, path), join(staging, path), { recursive: true });
  await node([TSC7, '-p', 'tsconfig.build.json', '--outDir', join(staging, 'lib')], REPOSITORY);
  cpSync(join(REPOSITORY, 'lib/wheels'), join(staging, 'lib/wheels'), { recursive: true });
  expectSuccess(await node([join(REPOSITORY, 'scripts/jsii.ts'), staging], REPOSITORY));
  expectSuccess(await execute('npm', ['pack', '--ignore-scripts'], { cwd: staging, env }));
  const name = readdirSync(staging).find((file) => file.endsWith('.tgz'));
  return join(staging, name ?? 'no tarball');
};

let tarball: string;
beforeAll(async () => {
  tarball = await pack();
}, 300_000);

describe('the packed package', { timeout: 600_000 }, () => {
  it('holds the program, the manifest, the compiled library and the wheel, and no sources', async () => {
    const { stdout } = await execute('tar', ['tzf', tarball], { cwd: '/' });
    const files = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(/^package\//, ''));
    expect(files).toEqual(
      expect.arrayContaining(['.jsii', 'LICENSE', 'bin/lakewright.mjs', 'lib/cli/main.js', 'lib/index.d.ts', 'lib/index.js', 'package.json']),
    );
    expect(files.some((file) => /^lib\/wheels\/databricks_utils-.*\.whl$/.test(file))).toBe(true);
    expect(
      files.filter(
        (file) => !/^(\.jsii|LICENSE|README\.md|CHANGELOG\.md|API\.md|package\.json|bin\/lakewright\.mjs|lib\/.*\.(js|d\.ts)|lib\/wheels\/.*\.whl)$/.test(file),
      ),
    ).toEqual([]);
  });

  describe('lakewright init', () => {
    let root: string;
    beforeAll(async () => {
      const folder = temporaryFolder();
      const outcome = await npx(['--package', tarball, 'lakewright', 'init', 'shop'], folder);
      expectSuccess(outcome);
      expect(outcome.stdout).toContain('shop is ready. Next:\n  cd shop\n  npm run run');
      root = join(folder, 'shop');
    }, 600_000);
    const program = (...args: readonly string[]): Promise<Outcome> => node(['node_modules/lakewright/bin/lakewright.mjs', ...args], root);

    it('makes a project that installs the same package, is synthesized and can be committed', async () => {
      expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).toHaveProperty('devDependencies.lakewright', `file:${tarball}`);
      expectSuccess(await program('synth', '--check'));
      expect(existsSync(join(root, '.git'))).toBe(true);
      const { stdout } = await execute('git', ['status', '--short', '--untracked-files=all'], { cwd: root });
      expect(stdout).toContain('?? .projenrc.ts');
      expect(stdout).not.toContain('node_modules');
    });
    it('makes a project without errors or warnings, whose types are right on TypeScript 6 and 7', async () => {
      expect(await program('check')).toEqual({ status: 0, stdout: 'shop: 3 tables, no errors\n', stderr: '' });
      expectSuccess(await node([TSC6, '--noEmit'], root));
      expectSuccess(await node([TSC7, '--noEmit'], root));
    });
    it('makes a project whose types name every use of a column that is renamed', async () => {
      const path = join(root, '.projenrc.ts');
      const right = readFileSync(path, 'utf8');
      writeFileSync(path, right.replace('unit_price: t.decimal', 'price: t.decimal'));
      const { status, stdout } = await node([TSC7, '--noEmit'], root);
      writeFileSync(path, right);
      expect(status).not.toBe(0);
      expect(stdout).toContain("Property 'unit_price' does not exist");
    });
    it('makes a project that npx projen synthesizes as well', async () => {
      const { status, stdout } = await node(['node_modules/projen/bin/projen'], root);
      expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+ files up to date\n$/)]);
      expectSuccess(await program('synth', '--check'));
    });
    it('refuses a second project in the same folder', async () => {
      const { status, stderr } = await program('init', '.');
      expect([status, stderr]).toEqual([1, expect.stringContaining('error LW0017  shop')]);
    });
    it.runIf(turn(0))('makes a project that runs: what is dirty in the sample is cleaned, kept aside and counted (turn 0 of 3)', async () => {
      const { status, stdout, stderr } = await program('run', '--json');
      expect(status, `${stdout}\n${stderr}`).toBe(0);
      const { runs } = JSON.parse(stdout) as { readonly runs: readonly { readonly tables: readonly { readonly table: string; readonly rows: unknown }[] }[] };
      expect(runs[0]?.tables.map(({ table, rows }) => [table, rows])).toEqual([
        ['bronze.orders_raw', { in: 12, kept: 12, quarantined: 0, dropped: 0 }],
        ['silver.orders', { in: 9, kept: 7, quarantined: 2, dropped: 0 }],
        ['gold.daily_revenue', { in: 3, kept: 3, quarantined: 0, dropped: 0 }],
      ]);
    });
    it.runIf(FULL)('makes a project whose rows can be looked at (another start of Spark: npm run test:full)', async () => {
      const { status, stdout, stderr } = await program('show', 'gold');
      expect(status, stderr).toBe(0);
      const guide = readFileSync(join(REPOSITORY, 'docs/guide/running.md'), 'utf8');
      expect(guide).toContain(`$ npx lakewright show gold.daily_revenue\n${stdout}`);
    });
    it.runIf(FULL)('makes a project that passes its own tests (another start of Spark: npm run test:full)', async () => {
      const { status, stdout, stderr } = await program('test');
      expect(status, `${stdout}\n${stderr}`).toBe(0);
      expect(stdout).toMatch(/\d+ passed/);
    });
  });

  describe.runIf(FULL)('a package of constructs of a company (another installation of packages: npm run test:full)', () => {
    const SAMPLE = join(REPOSITORY, 'samples/acme-constructs');
    const DEFINITION = `import { acmeEnvironments, AcmeTable, identified, stamped, withAuditColumns } from 'acme-constructs';
import { F, files, from, Layer, Project, t, Table, tables } from 'lakewright';

const project = new Project({ name: 'sales' });
const acme = acmeEnvironments(project, 'sales');
const bronze = new Layer(project, 'bronze'), silver = new Layer(project, 'silver'), gold = new Layer(project, 'gold');
const feeds = {
  orders: { path: 'landing/orders', columns: { id: t.bigint(), amount: t.decimal(12, 2) } },
  customers: { path: 'landing/customers', columns: { id: t.bigint(), email: t.string() } },
};
const raw = tables(bronze, feeds, (feed) => ({ source: files(feed.path, { format: 'parquet' }) }));
const orders = identified(new AcmeTable(silver, 'orders', { costCentre: '4711', acme, query: from(raw.orders).pipe(stamped('sap')).pipe(withAuditColumns) }));
const cleaned = <S extends { id: 'bigint' }>(name: string, source: Table<S>) =>
  new AcmeTable(silver, name, { costCentre: '4712', acme, query: from(identified(source)).pipe(withAuditColumns) });
const customers = cleaned('customers', raw.customers);
new Table(gold, 'totals', { query: from(orders).groupBy('source_system').agg((o) => ({ total: F.sum(o.amount), latest: F.max(o.loaded_at) })) });
new Table(gold, 'emails', { query: from(customers).select((c) => ({ email: F.lower(c.email), loaded_at: c.loaded_at })) });
project.synth();
`;
    let root: string;
    beforeAll(async () => {
      root = temporaryFolder();
      cpSync(SAMPLE, join(root, 'acme'), { recursive: true });
      mkdirSync(join(root, 'sales'));
      const install = (folder: string, ...what: readonly string[]) =>
        execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...what], { cwd: join(root, folder), env });
      writeFileSync(join(root, 'sales/package.json'), '{ "name": "sales", "private": true, "type": "module" }\n');
      expectSuccess(await install('sales', tarball));
      symlinkSync('../sales/node_modules', join(root, 'acme/node_modules'));
      expectSuccess(await node([TSC6, '-p', '.'], join(root, 'acme')));
      expectSuccess(await execute('npm', ['pack', '--ignore-scripts'], { cwd: join(root, 'acme'), env }));
      expectSuccess(await install('sales', join(root, 'acme/acme-constructs-1.0.0.tgz')));
      writeFileSync(join(root, 'sales/.projenrc.ts'), DEFINITION);
      const compilerOptions = {
        target: 'es2024',
        module: 'nodenext',
        strict: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        types: [],
      };
      writeFileSync(join(root, 'sales/tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.projenrc.ts', 'imported.ts'] }));
    }, 600_000);
    const sales = (...args: readonly string[]): Promise<Outcome> => node(['node_modules/lakewright/bin/lakewright.mjs', ...args], join(root, 'sales'));
    const check = async (change: (definition: string) => string): Promise<string> => {
      writeFileSync(join(root, 'sales/.projenrc.ts'), change(DEFINITION));
      const { stdout } = await node([TSC7, '--noEmit'], join(root, 'sales'));
      writeFileSync(join(root, 'sales/.projenrc.ts'), DEFINITION);
      return stdout;
    };

    it('is installed from its tarball; what it makes keeps the types of columns', async () => {
      expectSuccess(await node([TSC6, '--noEmit'], join(root, 'sales')));
      expect(await check((definition) => definition)).toBe('');
      expect(await check((definition) => definition.replace('o.loaded_at', 'o.loded_at'))).toContain("Did you mean 'loaded_at'?");
      expect(await check((definition) => definition.replace('email: t.string()', 'mail: t.string()'))).toContain("Property 'email' does not exist");
      expect(await check((definition) => definition.replace("costCentre: '4711', ", ''))).toContain("'costCentre' is missing");
    });
    it('stands beside declarations that were imported, which TypeScript 6 and 7 take', async () => {
      writeFileSync(join(root, 'sales/tables.json'), JSON.stringify(randomTables(30).map(({ columns }) => sparkSchemaJson(columns))));
      expectSuccess(await sales('import', 'tables.json', '--out', 'imported.ts'));
      for (const compiler of [TSC6, TSC7]) expectSuccess(await node([compiler, '--noEmit'], join(root, 'sales')));
    });
    it('gives its defaults to every table', async () => {
      expectSuccess(await sales('synth'));
      const sql = readFileSync(join(root, 'sales/databricks/sql/silver.sql'), 'utf8');
      expect(sql).toContain("'cost_centre' = '4711'");
      expect(sql).toContain('acme-stewards');
      expect(readFileSync(join(root, 'sales/data_validation/silver/orders.py'), 'utf8')).toContain('"id_there"');
    });
    it('may bring a copy of lakewright of its own, and nothing changes', async () => {
      const modules = join(root, 'sales/node_modules');
      cpSync(join(modules, 'lakewright'), join(modules, 'acme-constructs/node_modules/lakewright'), { recursive: true });
      expectSuccess(await sales('synth', '--check'));
    });
  });

  it.runIf(FULL)('begins a project with projen new --from, too (another installation of packages: npm run test:full)', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'shop'));
    const folder = join(root, 'shop');
    expectSuccess(await npx([PROJEN, 'new', '--from', tarball, '--no-git', '--owner-team', 'shop-data'], folder));
    expect(readFileSync(join(folder, '.projenrc.ts'), 'utf8')).toContain("ownerTeam: 'shop-data'");
    expectSuccess(await node(['node_modules/lakewright/bin/lakewright.mjs', 'synth', '--check'], folder));
    expectSuccess(await node([TSC7, '--noEmit'], folder));
  });
});
