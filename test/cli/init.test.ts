import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lakewright, linkPackages, temporaryFolder, treeOf, writeAll } from './support.ts';

/** A stand-in for npm on the PATH. */
const withNpm = (script: string): NodeJS.ProcessEnv => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'npm'), 0o755);
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
};

describe.concurrent('lakewright init', { timeout: 120_000 }, () => {
  it('makes a project that passes its check and synthesizes, in a repository of its own', async () => {
    const cwd = temporaryFolder();
    const { status, stdout, stderr } = await lakewright(['init', 'on-time-flights', '--no-install', '--lakewright', 'file:/somewhere/lakewright.tgz'], { cwd });
    const root = join(cwd, 'on-time-flights');
    expect(stdout).toContain('on-time-flights is ready. Next:\n  cd on-time-flights\n  npm install\n  npm run synth\n');
    expect(stderr).toBe('on-time-flights: definition, sample data and settings written, git repository made\n');
    expect(status).toBe(0);
    expect(readdirSync(root).toSorted()).toEqual(['.git', '.projenrc.ts', 'landing', 'package.json', 'tests', 'tsconfig.json']);
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).toHaveProperty('devDependencies.lakewright', 'file:/somewhere/lakewright.tgz');
    expect(readFileSync(join(root, 'tests/test_orders.py'), 'utf8')).toContain('from on_time_flights.silver import orders');
    linkPackages(root);
    expect(await lakewright(['check'], { cwd: root })).toEqual({ status: 0, stdout: 'on-time-flights: 3 tables, no errors\n', stderr: '' });
    expect((await lakewright(['synth'], { cwd: root })).status).toBe(0);
    expect(existsSync(join(root, 'src/on_time_flights/silver/orders.py'))).toBe(true);
  });
  it('begins in the current folder with ".", also in a cloned repository without a commit', async () => {
    const root = join(temporaryFolder(), 'shop');
    mkdirSync(join(root, '.git'), { recursive: true });
    const { status, stdout } = await lakewright(['init', '.', '--no-install'], { cwd: root });
    expect([status, stdout]).toEqual([0, expect.stringContaining('shop is ready. Next:\n  npm install\n')]);
    expect(existsSync(join(root, '.projenrc.ts'))).toBe(true);
  });
  it('makes no repository within another', async () => {
    const cwd = temporaryFolder();
    await lakewright(['init', 'outer', '--no-install'], { cwd });
    const { status } = await lakewright(['init', 'inner', '--no-install'], { cwd: join(cwd, 'outer') });
    expect([status, existsSync(join(cwd, 'outer/inner/.git'))]).toEqual([0, false]);
  });
  it.each([
    { title: 'a folder that holds something', files: { 'shop/notes.txt': 'mine\n' }, code: 'LW0017', says: 'shop already exists and holds notes.txt' },
    { title: 'a file of that name', files: { shop: 'mine\n' }, code: 'LW0017', says: 'shop already exists and holds something that is not a folder' },
  ])('leaves alone $title', async ({ files, code, says }) => {
    const cwd = temporaryFolder();
    writeAll(cwd, files as Readonly<Record<string, string>>);
    const before = treeOf(cwd);
    const { status, stdout, stderr } = await lakewright(['init', 'shop'], { cwd });
    expect(stderr).toContain(`error ${code}  shop\n  ${says}`);
    expect([status, stdout]).toEqual([1, '']);
    expect(treeOf(cwd)).toEqual(before);
  });
  it('refuses a name that does not work everywhere, and proposes one', async () => {
    const cwd = temporaryFolder();
    const { status, stderr } = await lakewright(['init', 'My Shop'], { cwd });
    expect(stderr).toContain('error LW0016  lakewright init\n  "My Shop" must be lower case letters');
    expect(stderr).toContain('\n  lakewright init my-shop\n');
    expect([status, readdirSync(cwd)]).toEqual([1, []]);
  });
  it('leaves nothing behind in a folder that it may not write to', async () => {
    const cwd = temporaryFolder();
    chmodSync(cwd, 0o555);
    const { status, stderr } = await lakewright(['init', 'shop'], { cwd, asNobody: true });
    expect(stderr).toContain('error LW0018  shop\n  cannot write to shop (EACCES)');
    expect([status, readdirSync(cwd)]).toEqual([1, []]);
  });
  it('keeps the project where npm fails, shows why and how to go on', async () => {
    const cwd = temporaryFolder();
    const { status, stderr } = await lakewright(['init', 'shop'], { cwd, env: withNpm('echo "npm error network unreachable" >&2; exit 1') });
    expect(stderr).toContain('error LW0019  shop\n  the project is written, but npm could not install its packages\n  | npm error network unreachable\n');
    expect(stderr).toContain('then: cd shop && npm install && npm run synth');
    expect([status, existsSync(join(cwd, 'shop/.projenrc.ts'))]).toEqual([1, true]);
  });
  it('says so where the first synthesis fails', async () => {
    const cwd = temporaryFolder();
    const { status, stderr } = await lakewright(['init', 'shop'], { cwd, env: withNpm('exit 0') });
    expect(stderr).toContain('error LW0020  shop\n  the project is written, but its first synthesis failed\n');
    expect(status).toBe(1);
  });
});
