import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RUNTIME_WHEEL } from '../../../src/emit/databricks/index.ts';
import { ensurePython, type PythonEnvironment } from '../../../src/run/environment/index.ts';
import { runCommand } from '../../../src/run/environment/process.ts';
import { temporaryFolder } from '../support.ts';

const MINUTES = 60_000;

const PIPELINE = `import databricks_utils
from databricks_utils import Pipeline
from importlib.metadata import version

PIPELINE = Pipeline(layer="bronze", steps=[])
print(version("databricks_utils"), hasattr(databricks_utils, "shout"))
`;

describe('versions of the runtime', () => {
  it('of the wheel that projects name and of the package are one', () => {
    const [, version] = /^version = "(.+)"$/m.exec(readFileSync('python/pyproject.toml', 'utf8')) ?? [];
    expect(RUNTIME_WHEEL).toBe(`databricks_utils-${version}-py3-none-any.whl`);
  });

  it('work beside each other, each in the projects that carry it', { timeout: 2 * MINUTES }, async () => {
    const folder = temporaryFolder(onTestFinished);
    const { python } = await ensurePython();
    const run = (environment: PythonEnvironment, cwd: string, ...args: readonly string[]) =>
      runCommand(environment.python, args, { cwd, env: { ...environment.env, PYTHONDONTWRITEBYTECODE: '1' } });

    /** A project with a wheel of the runtime as it is now, of a version, with more in it. */
    const projectWith = async (version: string, more: string): Promise<{ readonly root: string; readonly environment: PythonEnvironment }> => {
      const root = join(folder, `project-${version}`);
      const content = join(folder, `wheel-${version}`);
      const info = join(content, `databricks_utils-${version}.dist-info`);
      for (const each of [info, join(root, 'pipelines'), join(root, 'databricks/wheels')]) mkdirSync(each, { recursive: true });
      cpSync('python/src/databricks_utils', join(content, 'databricks_utils'), { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
      appendFileSync(join(content, 'databricks_utils/__init__.py'), more);
      writeFileSync(join(info, 'METADATA'), `Metadata-Version: 2.4\nName: databricks_utils\nVersion: ${version}\n`);
      const wheel = join(root, 'databricks/wheels', `databricks_utils-${version}-py3-none-any.whl`);
      await runCommand(python, ['-m', 'zipfile', '-c', wheel, 'databricks_utils', info], { cwd: content });
      writeFileSync(join(root, 'pipelines/bronze.py'), PIPELINE);
      const environment = await ensurePython({ root, runtime: wheel });
      onTestFinished(() => rmSync(environment.path[0] ?? '', { recursive: true, force: true }));
      return { root, environment };
    };
    const older = await projectWith('0.1.0', '');
    const newer = await projectWith('0.2.0', '\n\ndef shout() -> str:\n    return "new"\n');
    expect(newer.environment.folder).toBe(older.environment.folder);
    expect(newer.environment.path).not.toEqual(older.environment.path);

    const script = ['-c', 'from databricks_utils.run import load_pipelines; from pathlib import Path; load_pipelines(Path.cwd(), ["bronze"])'];
    const both = await Promise.all([older, newer].map(({ root, environment }) => run(environment, root, ...script)));
    expect(both.map(({ output }) => output)).toEqual(['0.1.0 False', '0.2.0 True']);
  });
});
