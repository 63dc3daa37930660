import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { contextOf } from '../../../src/run/environment/cache.ts';
import { findPython, type Interpreter } from '../../../src/run/environment/find-python.ts';
import { RunFailure } from '../../../src/run/problem.ts';
import { rejection, temporaryFolder, writeProgram } from '../support.ts';

/** A stand-in that answers as a Python of this version would, and counts how often it is asked. */
const python = (version: string, { installs = true, executable = `/opt/python${version}` } = {}): string => `#!/bin/sh
echo asked >> "$0.asked"
echo ${version}
echo '["${executable}", "x86_64", ${installs}]'
`;
const BROKEN = '#!/bin/sh\necho "pyenv: python3.13: command not found" >&2\nexit 127\n';
const PYTHON2 = '#!/bin/sh\necho 2.7.18\necho "ImportError: No module named importlib.util" >&2\nexit 1\n';

describe('finding Python', () => {
  let folder = '';
  beforeEach(() => {
    folder = temporaryFolder(onTestFinished);
  });
  const find = (env: NodeJS.ProcessEnv = {}, root?: string): Promise<Interpreter> =>
    findPython(contextOf({ cache: join(folder, 'cache'), env: { PATH: [join(folder, 'bin'), '/usr/bin', '/bin'].join(':'), ...env } }), root);
  const onlyOurs = { PATH: '' };
  const install = (name: string, text: string): string => writeProgram(join(folder, 'bin'), name, text);
  const problem = async (promise: Promise<unknown>): Promise<unknown> => {
    const error = await rejection(promise);
    return error instanceof RunFailure ? error.problems[0] : error;
  };

  it('takes the latest named version on the PATH', async () => {
    install('python3', python('3.10.2'));
    install('python3.12', python('3.12.1'));
    expect(await find()).toEqual({ executable: '/opt/python3.12.1', version: '3.12', machine: 'x86_64', canInstall: true });
  });
  it('passes over stand-ins of version managers that lead nowhere', async () => {
    install('python3.13', BROKEN);
    install('python3.11', python('3.11.7'));
    expect((await find()).version).toBe('3.11');
  });
  it('takes LAKEWRIGHT_PYTHON, by path or by name, before all others', async () => {
    install('python3.12', python('3.12.1'));
    const own = writeProgram(join(folder, 'own'), 'mypython', python('3.10.9'));
    expect((await find({ LAKEWRIGHT_PYTHON: own })).version).toBe('3.10');
    install('otherpython', python('3.11.1'));
    expect((await find({ LAKEWRIGHT_PYTHON: 'otherpython' })).version).toBe('3.11');
  });
  it("takes the Python of the project's .venv before those on the PATH", async () => {
    install('python3.12', python('3.12.1'));
    const root = join(folder, 'project');
    writeProgram(join(root, '.venv', 'bin'), 'python', python('3.11.4'));
    expect((await find({}, root)).version).toBe('3.11');
    expect((await find()).version).toBe('3.12');
  });
  it('prefers one that can make virtual environments', async () => {
    install('python3.12', python('3.12.1', { installs: false }));
    install('python3.11', python('3.11.4'));
    expect((await find()).version).toBe('3.11');
    rmSync(join(folder, 'bin', 'python3.11'));
    expect(await find({ PATH: join(folder, 'bin') })).toMatchObject({ version: '3.12', canInstall: false });
  });
  it('says so where there is none', async () => {
    expect(await problem(find(onlyOurs))).toEqual({ kind: 'no-python' });
  });
  it('says which one is too old', async () => {
    const program = install('python3', python('3.8.10'));
    install('python', PYTHON2);
    expect(await problem(find({ PATH: join(folder, 'bin') }))).toEqual({ kind: 'old-python', command: program, version: '3.8.10', needed: '3.10' });
  });
  it('says so where LAKEWRIGHT_PYTHON does not work, and looks no further', async () => {
    install('python3.12', python('3.12.1'));
    expect(await problem(find({ LAKEWRIGHT_PYTHON: '/nowhere/python' }))).toEqual({ kind: 'no-python', asked: '/nowhere/python' });
    const broken = install('broken', BROKEN);
    expect(await problem(find({ LAKEWRIGHT_PYTHON: broken }))).toEqual({ kind: 'no-python', asked: broken });
  });
  it('asks once, and again when the program is another', async () => {
    const executable = writeProgram(join(folder, 'real'), 'python', '#!/bin/sh\n');
    const program = install('python3.12', python('3.12.1', { executable }));
    await find();
    await find();
    expect(readFileSync(`${program}.asked`, 'utf8')).toBe('asked\n');
    rmSync(executable);
    await find();
    expect(readFileSync(`${program}.asked`, 'utf8')).toBe('asked\nasked\n');
  });
  it('does without a cache that cannot be written', async () => {
    install('python3.12', python('3.12.1'));
    const cache = writeProgram(folder, 'file-in-the-way', '');
    const context = contextOf({ cache, env: { PATH: `${join(folder, 'bin')}:/bin` } });
    expect((await findPython(context)).version).toBe('3.12');
    expect(existsSync(join(cache, 'pythons.json'))).toBe(false);
  });
});
