import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { atEndOf } from '../leftovers.ts';

export const REPOSITORY = resolve(import.meta.dirname, '../..');
const ENTRY = join(import.meta.dirname, 'entry.ts');

/** A folder outside of the repository that is gone after the tests. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-cli-'));
  // Another user may have to read it.
  chmodSync(folder, 0o755);
  atEndOf('file', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export type Files = Readonly<Record<string, string>>;
export const writeAll = (root: string, files: Files): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
};

/** Installs the sources as the package `lakewright`, without npm. */
export const linkPackages = (root: string): void => {
  const modules = join(root, 'node_modules');
  const sources = `export * from ${JSON.stringify(join(REPOSITORY, 'src/index.ts'))};\n`;
  writeAll(modules, {
    'lakewright/package.json': JSON.stringify({
      name: 'lakewright',
      version: '0.1.0',
      type: 'module',
      exports: { '.': './index.js', './package.json': './package.json' },
    }),
    'lakewright/index.js': sources,
  });
  for (const name of ['projen', 'constructs']) symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name));
};

/** A project in a folder of its own. */
export const makeProject = (files: Files): string => {
  const root = temporaryFolder();
  writeAll(root, { 'package.json': '{ "name": "shop", "private": true, "type": "module" }\n', ...files });
  linkPackages(root);
  return root;
};

/** Whether a process is still there. */
export const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
export interface CliOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether to run as a user who may not write what others own. @default false */
  readonly asNobody?: boolean;
  /** What Node runs. @default the sources */
  readonly entry?: readonly string[];
}

const NOBODY = 65534;
export const isRoot = process.getuid?.() === 0;
/** Neither colours nor what the test runner tells its children; what was compiled once is kept, which halves the time of a command. */
const plainEnv = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NO_COLOR|FORCE_COLOR|DEBUG|NODE_OPTIONS|VITEST.*|npm_.*)$/.test(name))),
  NODE_COMPILE_CACHE: join(REPOSITORY, 'node_modules/.cache/compile'),
});

/** More processes at once than there are processors only wait for each other. */
const MOST_AT_ONCE = 2;
const waiting: (() => void)[] = [];
let running = 0;
const oneOfFew = async <R>(work: () => Promise<R>): Promise<R> => {
  if (running >= MOST_AT_ONCE) await new Promise<void>((go) => void waiting.push(go));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
};

export const execute = (command: string, args: readonly string[], options: CliOptions): Promise<Outcome> => oneOfFew(() => start(command, args, options));
const start = (command: string, args: readonly string[], { cwd, env = {}, asNobody = false }: CliOptions): Promise<Outcome> => {
  const { promise, resolve: done, reject } = Promise.withResolvers<Outcome>();
  const user = asNobody && isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(command, args, { cwd, env: { ...plainEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...user });
  const read = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    read.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    read.stderr += text;
  });
  child.once('error', reject);
  child.once('close', (status) => done({ status, ...read }));
  return promise;
};
export const lakewright = (args: readonly string[], options: CliOptions): Promise<Outcome> =>
  execute(process.execPath, [...(options.entry ?? [ENTRY]), ...args], options);

export interface Terminal {
  /** All that was shown so far. */
  readonly said: () => string;
  /** Waits until it was shown; fails where the command ends before. */
  readonly says: (text: string) => Promise<void>;
  readonly type: (line: string) => void;
  readonly kill: () => void;
  readonly ended: Promise<void>;
}
/** A command with somebody at its terminal. */
export const atTerminal = (args: readonly string[], cwd: string): Terminal => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'entry-terminal.ts'), ...args], { cwd, env: plainEnv(), stdio: 'pipe' });
  // A test that failed leaves it waiting for an answer.
  atEndOf('file', () => void child.kill());
  let text = '';
  let isOver = false;
  const heard = new EventTarget();
  const hear = (more = ''): void => {
    text += more;
    heard.dispatchEvent(new Event('more'));
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const ended = new Promise<void>((done) => {
    child.once('close', () => {
      isOver = true;
      hear();
      done();
    });
  });
  return {
    said: () => text,
    says: async (wanted) => {
      while (!text.includes(wanted)) {
        if (isOver) throw new Error(`the command ended before it said ${JSON.stringify(wanted)}:\n${text}`);
        await new Promise<void>((go) => heard.addEventListener('more', () => go(), { once: true }));
      }
    },
    type: (line) => void child.stdin.write(`${line}\n`),
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
};

/** Every file and folder but installed packages, with content and time of change. */
export const treeOf = (root: string): Files =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .map((entry) => ({ entry, path: relative(root, join(entry.parentPath, entry.name)) }))
      .filter(({ path }) => !path.startsWith('node_modules') && !path.startsWith('.git/'))
      .map(({ entry, path }) => [path, entry.isFile() ? `${statSync(join(root, path)).mtimeMs} ${readFileSync(join(root, path), 'utf8')}` : 'folder'])
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );

/** A small definition that is right. */
export const ORDERS = `import { Environment, F, files, from, Layer, Project, t, Table } from 'lakewright';

const project = new Project({ name: 'shop' });
new Environment(project, 'prod', { host: 'https://prod.example', catalog: 'ops' });
const bronze = new Layer(project, 'bronze');
const gold = new Layer(project, 'gold');
const orders = new Table(bronze, 'orders', { source: files('landing/orders', { format: 'csv', header: true }), columns: { id: t.bigint(), amount: t.double() } });
new Table(gold, 'totals', { query: from(orders).groupBy('id').agg((o) => ({ amount: F.sum(o.amount) })) });
`;
export const SYNTH = 'project.synth();\n';
