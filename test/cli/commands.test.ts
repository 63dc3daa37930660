import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI_DIAGNOSTICS, cliDiagnostic } from '../../src/cli/diagnostics.ts';
import { renderDiagnostics } from '../../src/synth/render.ts';
import { execute, lakewright, makeProject, ORDERS, REPOSITORY, SYNTH, temporaryFolder, treeOf } from './support.ts';

const RIGHT = { '.projenrc.ts': ORDERS + SYNTH };
const COMMANDS = ['init', 'check', 'synth', 'run', 'show', 'test', 'mcp'];
const version = (JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { readonly version: string }).version;

describe.concurrent('the command line', { timeout: 120_000 }, () => {
  it('lists its commands without a command and with --help', async () => {
    const cwd = temporaryFolder();
    const [bare, help] = [await lakewright([], { cwd }), await lakewright(['--help'], { cwd })];
    expect(bare).toEqual(help);
    expect(help.status).toBe(0);
    expect(help.stderr).toBe('');
    for (const command of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^ {2}${command} {2,}\\S`, 'm'));
  });
  for (const command of COMMANDS) {
    it(`explains ${command} and shows the version after it`, async () => {
      const cwd = temporaryFolder();
      const help = await lakewright([command, '--help'], { cwd });
      expect(help.status).toBe(0);
      expect(help.stdout).toContain(`lakewright ${command}`);
      expect(help.stdout).toContain('--help');
      expect(await lakewright([command, '--version'], { cwd })).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    });
  }
  it.each([
    { args: ['synt'], code: 'LW0004', says: 'did you mean "synth"?' },
    { args: ['frobnicate'], code: 'LW0004', says: 'available: "init", "import", "check"' },
    { args: ['check', '--jsn'], code: 'LW0005', says: 'did you mean --json?' },
    { args: ['run', '--evn', 'prod'], code: 'LW0005', says: 'did you mean --env?' },
    { args: ['check', '-x'], code: 'LW0005', says: 'lakewright check --help' },
    { args: ['--frobnicate'], code: 'LW0005', says: 'there is no flag "--frobnicate"' },
    { args: ['run', '--env'], code: 'LW0006', says: '--env needs a value' },
    { args: ['init'], code: 'LW0006', says: 'NAME is missing' },
    { args: ['synth', 'orders'], code: 'LW0006', says: '"orders" is one argument too many' },
    { args: ['test', '-k', 'orders'], code: 'LW0005', says: 'arguments of pytest follow --: lakewright test -- -k' },
  ])('answers $args with $code, and exit status 2', async ({ args, code, says }) => {
    const { status, stdout, stderr } = await lakewright(args, { cwd: temporaryFolder() });
    expect(stderr).toContain(`error ${code}  lakewright`);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
  it('shows no colours in a pipe, and colours where FORCE_COLOR asks for them', async () => {
    const cwd = temporaryFolder();
    const plain = await lakewright(['synt'], { cwd });
    const forced = await lakewright(['synt'], { cwd, env: { FORCE_COLOR: '1' } });
    expect(plain.stderr).not.toContain('\x1b[');
    expect(forced.stderr).toContain('\x1b[31m');
    expect((await lakewright(['--help'], { cwd, env: { FORCE_COLOR: '1' } })).stdout).toContain('\x1b[');
  });
  it('says of a defect of its own that it is one, with its stack only on demand', async () => {
    const root = makeProject({ '.projenrc.ts': "globalThis[Symbol.for('lakewright.session')].onSynth({ root: '.', name: 'x', build: () => null.model });\n" });
    const { status, stderr } = await lakewright(['check'], { cwd: root });
    expect(stderr).toContain('error LW0003  lakewright\n  this is a defect in lakewright, please report it: TypeError: Cannot read properties of null');
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(status).toBe(1);
    expect((await lakewright(['check'], { cwd: root, env: { DEBUG: 'lakewright' } })).stderr).toMatch(/^ {4}at /m);
  });
});

describe.concurrent('check', { timeout: 120_000 }, () => {
  it('writes nothing and says how many tables there are', async () => {
    const root = makeProject(RIGHT);
    const before = treeOf(root);
    expect(await lakewright(['check'], { cwd: root })).toEqual({ status: 0, stdout: 'shop: 2 tables, no errors\n', stderr: '' });
    expect(treeOf(root)).toEqual(before);
  });
  it('prints a list as JSON and nothing else, whatever the definition prints', async () => {
    const root = makeProject({
      '.projenrc.ts': `console.log('hello');\n${ORDERS.replace('amount: t.double()', "amount: t.string(), 'a b': t.int()")}${SYNTH}`,
    });
    const { status, stdout, stderr } = await lakewright(['check', '--json'], { cwd: root });
    const found = JSON.parse(stdout) as readonly { readonly code: string; readonly at: { readonly file: string; readonly line: number } }[];
    expect(found.map(({ code, at }) => [code, at.file, at.line])).toContainEqual(['LW1005', '.projenrc.ts', 8]);
    expect(stderr).toBe('hello\n');
    expect(status).toBe(1);
  });
  it('prints an empty list where nothing is wrong, and the failure of a definition in the same form', async () => {
    expect((await lakewright(['check', '--json'], { cwd: makeProject(RIGHT) })).stdout).toBe('[]\n');
    const { status, stdout, stderr } = await lakewright(['check', '--json'], { cwd: makeProject({ '.projenrc.ts': "\nthrow new Error('x');\n" }) });
    expect(JSON.parse(stdout)).toEqual([
      {
        code: 'LW1028',
        severity: 'error',
        path: '.projenrc.ts',
        key: [],
        message: 'Error: x',
        hint: 'nothing was written',
        at: { file: '.projenrc.ts', line: 2, column: 7 },
      },
    ]);
    expect(stderr).toBe('');
    expect(status).toBe(1);
  });
  it('finds the definition in a folder above and names places relative to where it is called', async () => {
    const root = makeProject({ '.projenrc.ts': `${ORDERS.replace('id: t.bigint()', "'a b': t.bigint()")}${SYNTH}` });
    mkdirSync(join(root, 'docs/deep'), { recursive: true });
    expect((await lakewright(['check'], { cwd: join(root, 'docs/deep') })).stderr).toContain('\n  at ../../.projenrc.ts:7:16\n');
  });
  it('waits for a definition that calls synth() later', async () => {
    const root = makeProject({ '.projenrc.ts': `${ORDERS}setTimeout(() => project.synth(), 30);\n` });
    expect((await lakewright(['check'], { cwd: root })).stdout).toBe('shop: 2 tables, no errors\n');
  });
  it('sees the project as it is when synth() is called', async () => {
    const root = makeProject({ '.projenrc.ts': `${ORDERS}${SYNTH}new Layer(project, 'a b');\n` });
    expect((await lakewright(['check'], { cwd: root })).status).toBe(0);
  });
});

describe.concurrent('synth', { timeout: 120_000 }, () => {
  it('writes the project once, and then finds everything up to date', async () => {
    const root = makeProject(RIGHT);
    const first = await lakewright(['synth'], { cwd: root });
    expect(first.stderr).toBe('');
    expect(first.stdout).toMatch(/^\d+ files: \d+ new, 0 unchanged\n$/);
    const before = treeOf(root);
    expect((await lakewright(['synth', '--check'], { cwd: root })).status).toBe(0);
    const second = await lakewright(['synth'], { cwd: root });
    expect(second.stdout).toMatch(/^\d+ files up to date\n$/);
    expect(treeOf(root)).toEqual(before);
  });
  it('writes beside the definition, wherever it is called', async () => {
    const root = makeProject(RIGHT);
    mkdirSync(join(root, 'docs'));
    expect((await lakewright(['synth'], { cwd: join(root, 'docs') })).status).toBe(0);
    expect((await lakewright(['synth', '--check'], { cwd: root })).status).toBe(0);
  });
  it('names with --check what is missing, changed and left, and writes nothing', async () => {
    const root = makeProject(RIGHT);
    await lakewright(['synth'], { cwd: root });
    rmSync(join(root, '.gitattributes'));
    writeFileSync(join(root, '.projenrc.ts'), `${ORDERS}project.gitignore.exclude('scratch/');\n${SYNTH}`);
    const before = treeOf(root);
    const { status, stdout, stderr } = await lakewright(['synth', '--check'], { cwd: root });
    expect(stderr).toContain('error LW0014  shop\n  2 files are out of date\n    missing  .gitattributes\n    changed  .gitignore\n  lakewright synth\n');
    expect([status, stdout]).toEqual([1, '']);
    expect(treeOf(root)).toEqual(before);
  });
  it('replaces a file of the user that is named with --adopt', async () => {
    const root = makeProject({ ...RIGHT, '.gitattributes': '* text\n' });
    expect((await lakewright(['synth'], { cwd: root })).status).toBe(1);
    expect((await lakewright(['synth', '--adopt', './.gitattributes'], { cwd: root })).status).toBe(0);
    expect(readFileSync(join(root, '.gitattributes'), 'utf8')).not.toContain('* text\n');
  });
  it('writes all projects of a definition', async () => {
    const other =
      "const other = new Project({ name: 'other', outdir: 'two' });\nnew Table(new Layer(other, 'bronze'), 'rates', { source: files('landing/rates', { format: 'parquet' }), columns: { rate: t.double() } });\nother.synth();\n";
    const root = makeProject({ '.projenrc.ts': `${ORDERS.replace("name: 'shop'", "name: 'shop', outdir: 'one'")}${SYNTH}${other}` });
    const { status, stdout } = await lakewright(['synth', '--json'], { cwd: root });
    const outcome = JSON.parse(stdout) as {
      readonly ok: boolean;
      readonly projects: readonly { readonly name: string; readonly folder: string; readonly created: readonly string[] }[];
    };
    expect(outcome.projects.map(({ name, folder }) => [name, folder])).toEqual([
      ['shop', 'one'],
      ['other', 'two'],
    ]);
    expect(outcome.projects.every(({ created }) => created.includes('.gitignore'))).toBe(true);
    expect([status, outcome.ok]).toEqual([0, true]);
  });
});

describe.concurrent('run', { timeout: 120_000 }, () => {
  it('prints what kept it from running as JSON, and nothing else', async () => {
    const { status, stdout, stderr } = await lakewright(['run', '--json', '--select', 'ordrs', '--exclude', 'totls'], { cwd: makeProject(RIGHT) });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      runs: [],
      diagnostics: [
        { code: 'LW5013', hint: 'did you mean "orders"?' },
        { code: 'LW5013', hint: 'did you mean "totals"?' },
      ],
    });
    expect([status, stderr]).toEqual([1, '']);
  });
  it('takes tables as arguments too, also after --select as dbt does', async () => {
    const { stdout } = await lakewright(['run', 'ordrs', '--json', '--select', 'totls', 'gold.nothing'], { cwd: makeProject(RIGHT) });
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly message: string }[] };
    expect(diagnostics.map(({ message }) => /"(.*?)"/.exec(message)?.[1])).toEqual(['ordrs', 'gold.nothing', 'totls']);
  });
});

describe.concurrent('the program', { timeout: 120_000 }, () => {
  it('says on an old Node which one it needs, in the words of LW0001', async () => {
    // As far as `bin/lakewright.mjs` can tell, this is an old Node.
    const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.1' } });`;
    const outcome = await execute(process.execPath, ['--import', pretend, join(REPOSITORY, 'bin/lakewright.mjs'), 'synth'], { cwd: temporaryFolder() });
    const wanted = renderDiagnostics([cliDiagnostic({ kind: 'old-node', version: '20.11.1', needed: '22.18' }, 'lakewright')], { cwd: '/' });
    expect(outcome).toEqual({ status: 1, stdout: '', stderr: wanted });
  });
  it('uses each code for one diagnostic only', () => {
    const codes = Object.values(CLI_DIAGNOSTICS).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^LW00\d\d$/.test(code))).toBe(true);
  });
});
