import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { RUNTIME_WHEEL } from '../../src/emit/databricks/index.ts';
import { emitProjectFiles } from '../../src/emit/project/index.ts';
import type { Model } from '../../src/model/model.ts';
import { anyText, PYTHON, python } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { operatedModel } from './operated.ts';
import { sampleModel } from './sample.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const put = (root: string, path: string, content: string | Uint8Array, executable = false): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  if (executable) chmodSync(join(root, path), 0o755);
};
const newFolder = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'lakewright project-'));
  folders.push(root);
  return root;
};
const write = (model: Model): string => {
  const root = newFolder();
  for (const { path, content, executable } of emitProjectFiles(model)) put(root, path, content, executable);
  return root;
};
const textOf = (path: string, model: Model = sampleModel()): string => emitProjectFiles(model).find((file) => file.path === path)?.content as string;

describe('scripts/deploy.sh', () => {
  /** Runs it with stand-ins that write down how they are called. */
  const deploy = (args: readonly string[], { tools = ['databricks', 'uv'], cwd }: { tools?: readonly string[]; cwd?: string } = {}) => {
    const root = write(sampleModel());
    put(root, 'databricks/bundle.yml', '');
    for (const tool of tools)
      put(
        root,
        `bin/${tool}`,
        `#!/bin/sh\nfor a in "$@"; do printf '<%s>' "$a"; done >> '${root}/calls'\nprintf ' in %s, root %s\\n' "$PWD" "$DATABRICKS_BUNDLE_ROOT" >> '${root}/calls'\n`,
        true,
      );
    for (const tool of ['bash', 'dirname', 'sh', 'env']) put(root, `bin/${tool}`, `#!/bin/sh\nexec /usr/bin/${tool} "$@"\n`, true);
    const result = spawnSync(join(root, 'scripts/deploy.sh'), args, { encoding: 'utf8', cwd: cwd ?? root, env: { PATH: join(root, 'bin') } });
    let calls = '';
    try {
      calls = readFileSync(join(root, 'calls'), 'utf8').replaceAll(root, 'ROOT');
    } catch {
      // Nothing was called.
    }
    return { ...result, calls };
  };

  test('validates strictly and then deploys, from the folder of the bundle, wherever it is called', () => {
    for (const cwd of [undefined, tmpdir()]) {
      const { status, calls } = deploy(['lab'], cwd === undefined ? {} : { cwd });
      expect(status).toBe(0);
      expect(calls).toBe(
        ['validate><--strict', 'deploy', 'run><data_catalogue_app']
          .map((command) => `<bundle><${command}><--target><lab> in ROOT/databricks, root ROOT/databricks\n`)
          .join(''),
      );
    }
  }, 60_000);

  test('hands further options on as they are', () => {
    expect(deploy(['prod', '--auto-approve', 'a b; rm $HOME']).calls).toContain('<deploy><--target><prod><--auto-approve><a b; rm $HOME>');
  }, 60_000);

  test('deletes nothing unasked', () => {
    expect(textOf('scripts/deploy.sh')).not.toContain('--auto-approve');
  });

  test('refuses an environment that is not declared, and says which are', () => {
    for (const args of [[], ['nope'], ['$(id)'], ['lab prod'], ['*']]) {
      const { status, stderr, calls } = deploy(args);
      expect(status, args.join()).toBe(2);
      expect(stderr).toContain('environment: lab\nenvironment: prod\n');
      expect(calls).toBe('');
    }
  }, 60_000);

  test('says which tool is missing', () => {
    const { status, stderr } = deploy(['lab'], { tools: ['databricks'] });
    expect(status).toBe(1);
    expect(stderr).toContain('uv is not installed');
  }, 60_000);

  test('deploys all apps with their files', () => {
    expect(textOf('scripts/deploy.sh', operatedModel())).toContain('for app in data_catalogue_app delays_app; do\n');
  });

  test('says in one sentence that no environment is declared', () => {
    const root = write({ ...sampleModel(), environments: [] });
    for (const args of [[], ['lab']]) {
      const { status, stderr } = spawnSync(join(root, 'scripts/deploy.sh'), args, { encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stderr).toBe('The definition declares no environment, so there is nowhere to deploy to.\n');
    }
  });

  test('is a program', () => {
    for (const model of [sampleModel(), { ...sampleModel(), environments: [] }])
      expect(spawnSync('bash', ['-n'], { input: textOf('scripts/deploy.sh', model), encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    expect(emitProjectFiles(sampleModel()).find(({ path }) => path === 'scripts/deploy.sh')?.executable).toBe(true);
  });
});

describe('the workflow', () => {
  interface Step {
    readonly uses?: string;
    readonly run?: string;
  }
  interface Job {
    readonly if?: string;
    readonly needs?: string;
    readonly environment?: string;
    readonly permissions?: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
    readonly steps: readonly Step[];
  }
  const workflowOf = (
    model: Model,
  ): { readonly on: { readonly push: { readonly branches: string[] } }; readonly permissions: object; readonly jobs: Readonly<Record<string, Job>> } =>
    parse(textOf('.github/workflows/deploy.yml', model));
  const jobs = workflowOf(sampleModel()).jobs;

  test('checks before anything is deployed: files, definition, lint, types, tests', () => {
    const commands = jobs['check']?.steps.map(({ run }) => run ?? '').join('\n') ?? '';
    const order = ['npm ci', 'lakewright synth --check', 'lakewright check', 'ruff check', 'mypy', 'lakewright test'].map((command) =>
      commands.indexOf(command),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order.every((place) => place >= 0)).toBe(true);
  });

  test('deploys each environment from its own branch, production from main, and never a pull request', () => {
    expect(jobs['deploy_lab']?.if).toBe("github.event_name == 'push' && github.ref == 'refs/heads/lab'");
    expect(jobs['deploy_prod']?.if).toBe("github.event_name == 'push' && github.ref == 'refs/heads/main'");
    expect(workflowOf(sampleModel()).on.push.branches).toEqual(['main', 'lab']);
    for (const name of ['lab', 'prod']) expect(jobs[`deploy_${name}`]).toMatchObject({ needs: 'check', environment: name });
  });

  test('signs in without a stored secret, and only where it deploys', () => {
    expect(textOf('.github/workflows/deploy.yml')).not.toContain('secrets.');
    expect(workflowOf(sampleModel()).permissions).toEqual({ contents: 'read' });
    expect(jobs['check']?.permissions).toBeUndefined();
    expect(jobs['deploy_prod']).toMatchObject({
      permissions: { contents: 'read', 'id-token': 'write' },
      env: { DATABRICKS_AUTH_TYPE: 'github-oidc', DATABRICKS_HOST: 'https://prod.example.com' },
    });
  });

  test('validates before it deploys', () => {
    const commands = jobs['deploy_prod']?.steps.map(({ run }) => run ?? '') ?? [];
    expect(commands.slice(-2)).toEqual(['databricks bundle validate --strict --target prod', 'scripts/deploy.sh prod']);
  });

  test('uses actions by commit', () => {
    for (const { uses } of Object.values(jobs).flatMap(({ steps }) => steps)) if (uses !== undefined) expect(uses).toMatch(/^[a-z/-]+@[0-9a-f]{40}$/);
  });

  test('evaluates nothing that a text of the definition holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const model = sampleModel();
        const hostile = {
          ...model,
          environments: model.environments.map((environment) => ({ ...environment, host: `https://x${text}${'${{ secrets.TOKEN }}'}` })),
        };
        for (const job of Object.values(workflowOf(hostile).jobs)) {
          if (!job.env) continue;
          const host = job.env['DATABRICKS_HOST'] ?? '';
          // What GitHub makes of it: each expression is a quoted text.
          const evaluated = host.replace(/\$\{\{ '(.*?)' \}\}/g, (_, quoted: string) => quoted);
          expect(evaluated).toBe(`https://x${text}${'${{ secrets.TOKEN }}'}`);
          expect(host.replaceAll("${{ '${{' }}", '')).not.toContain('${{');
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

describe("Python's metadata", () => {
  interface PyProject {
    readonly project: {
      readonly name: string;
      readonly dependencies: string[];
      readonly scripts: Readonly<Record<string, string>>;
      readonly description?: string;
    };
    readonly tool: { readonly hatch: { readonly build: { readonly targets: { readonly wheel: { readonly 'only-include': string[] } } } } };
  }
  const READ = 'import json, sys, tomllib\nprint(json.dumps([tomllib.loads(text) for text in json.load(sys.stdin)]))';
  const read = (...models: readonly Model[]): PyProject[] =>
    python(
      READ,
      models.map((model) => textOf('pyproject.toml', model)),
    ) as PyProject[];

  test("gives each layer an entry point, and ships generated packages and the user's bodies", () => {
    const [pyproject] = read(sampleModel());
    expect(pyproject?.project.scripts).toEqual({
      on_time_flights_bronze: 'pipelines.bronze:main',
      on_time_flights_silver: 'pipelines.silver:main',
      on_time_flights_gold: 'pipelines.gold:main',
    });
    expect(pyproject?.tool.hatch.build.targets.wheel['only-include']).toEqual(['bodies', 'data_validation', 'pipelines', 'src/on_time_flights']);
  }, 60_000);

  test('is TOML whatever texts the definition holds', () => {
    const texts = fc.sample(anyText, 200);
    const descriptions = read(...texts.map((text) => modelWith(text))).map(({ project }) => project.description);
    expect(descriptions).toEqual(texts.map((text) => `${sampleModel().project.description}${text}`.replace(/\s+/g, ' ').toWellFormed()));
  }, 60_000);

  test('asks no public registry for the runtime', () => {
    expect(read(sampleModel())[0]?.project.dependencies).toEqual([]);
    const lines = textOf('requirements.txt')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).toContain(`./databricks/wheels/${RUNTIME_WHEEL}`);
    expect(lines.filter((line) => !line.startsWith('./')).every((line) => /^(?:pyspark|delta-spark)[<>=]/.test(line))).toBe(true);
  }, 60_000);

  test('has a version that changes with the code and with nothing else', () => {
    const root = write(sampleModel());
    put(root, 'pipelines/gold.py', 'a = 1\n');
    put(root, 'bodies/rotations.py', 'b = 1\n');
    const version = (): string => {
      const { stdout, stderr } = spawnSync(PYTHON, ['-c', 'import runpy; print(runpy.run_path("scripts/version.py")["__version__"])'], {
        cwd: root,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      return stdout.trim();
    };
    const first = version();
    expect(first).toMatch(/^0\.1\.0\+c[0-9a-f]{12}$/);
    put(root, 'README.md', 'other');
    expect(version()).toBe(first);
    put(root, 'bodies/rotations.py', 'b = 2\n');
    expect(version()).not.toBe(first);
  }, 60_000);
});
