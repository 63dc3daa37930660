import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const execute = promisify(execFile);
const SRC = resolve(import.meta.dirname, '../src');
/** The stages of the journey; each may import only what is named. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  query: [],
  utils: [],
  model: ['query'],
  emit: ['model', 'query', 'utils'],
  write: ['utils'],
  synth: ['model', 'emit', 'write', 'utils'],
  scaffold: ['utils', 'write'],
  constructs: ['query', 'model', 'synth', 'scaffold', 'utils'],
  run: ['model', 'query', 'utils'],
  judge: ['query', 'model', 'emit', 'run', 'utils'],
  import: ['query', 'model', 'run', 'utils'],
  agents: ['query', 'model', 'emit', 'write', 'run', 'judge', 'utils'],
  mcp: ['query', 'model', 'emit', 'write', 'synth', 'run', 'judge', 'import', 'agents', 'cli', 'utils'],
  cli: ['query', 'model', 'emit', 'write', 'synth', 'scaffold', 'constructs', 'run', 'judge', 'import', 'agents', 'mcp', 'utils'],
};
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"\n]*(?:\{[^}]*\})?[^'"\n]*from\s+['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"](\.[^'"]+)['"]/g;

interface Edge {
  readonly from: string;
  readonly to: string;
  /** Loaded when it is needed, or only for its types. */
  readonly isLazy: boolean;
}
const edges = (): readonly Edge[] =>
  readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((m) => ({
        isLazy: m[2] !== undefined || /^\s*(import|export) type\b/.test(m[0]),
        from: relative(SRC, file).replaceAll('\\', '/'),
        to: relative(SRC, resolve(dirname(file), m[1] ?? m[2] ?? m[3] ?? '')).replaceAll('\\', '/'),
      }));
    });
const room = (path: string): string => path.split('/')[0] ?? '';
/** All files that loading one of them loads in the end. */
const reachedFrom = (start: string, all: readonly Edge[]): ReadonlySet<string> => {
  const reached = new Set([start]);
  for (const path of reached) for (const { from, to } of all) if (from === path) reached.add(to);
  return reached;
};
/** Packages whose code a file loads as soon as it is loaded itself. */
const packagesOf = (path: string): readonly string[] =>
  [...readFileSync(join(SRC, path), 'utf8').matchAll(/^(?:import|export) (?!type\b)[^'"]*?from\s+['"](?!\.|node:)([^'"]+)['"]/gm)].map((m) => m[1] ?? '');

describe('the folders are stages of one journey', () => {
  const found = edges();
  it('reads the imports of every stage', () => {
    const rooms = new Set(found.map((e) => room(e.from)));
    expect([...Object.keys(MAY_IMPORT)].filter((r) => r !== 'utils' && !rooms.has(r))).toEqual([]);
  });
  it('imports point downstream only', () => {
    const wrong = found.filter(({ from, to }) => from.includes('/') && room(from) !== room(to) && !(MAY_IMPORT[room(from)] ?? []).includes(room(to)));
    expect(wrong.map((e) => `${e.from} imports ${e.to}`)).toEqual([]);
  });
  it('has no stage that the rules do not know', () => {
    expect(found.map((e) => room(e.from)).filter((r) => r !== 'index.ts' && !(r in MAY_IMPORT))).toEqual([]);
  });
  it('lets emitters see the model, never a construct', () => {
    expect(found.filter((e) => room(e.from) === 'emit' && room(e.to) === 'constructs')).toEqual([]);
  });
  it('loads nothing heavy to synthesize: what the package gives reaches neither agents nor commands', () => {
    const reached = reachedFrom('index.ts', found);
    expect([...reached].filter((path) => /^(cli|run|judge|import|agents|mcp)\//.test(path))).toEqual([]);
    expect(reached.size).toBeGreaterThan(100);
    const used = new Set([...reached].flatMap(packagesOf));
    expect([...used].filter((name) => !/^(acorn|constructs|projen(\/.*)?|zod)$/.test(name))).toEqual([]);
  });
  it('asks for the SDKs of providers only when one is asked', () => {
    const heavy = /^(@anthropic-ai|@modelcontextprotocol)\//;
    const at = (path: string): readonly string[] => packagesOf(path).filter((name) => heavy.test(name));
    const owners = [...new Set(found.map(({ from }) => from))].filter((path) => at(path).length > 0 && room(path) !== 'mcp');
    expect(owners).toEqual([]);
    // Commands are loaded when they are called, each with what it needs.
    const start = reachedFrom(
      'cli/main.ts',
      found.filter(({ isLazy }) => !isLazy),
    );
    expect([...new Set([...start].flatMap(packagesOf))].filter((name) => !/^(@stricli\/core|constructs|projen(\/.*)?|acorn|zod)$/.test(name))).toEqual([]);
  });
});

describe('what a program begins with', () => {
  const commands = readdirSync(join(SRC, 'cli/commands'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const first = [join(SRC, 'index.ts'), join(SRC, 'cli/main.ts'), ...commands];
  const load = async (file: string): Promise<readonly string[]> => {
    try {
      await execute(process.execPath, ['--input-type=module', '--eval', `await import(${JSON.stringify(pathToFileURL(file).href)})`]);
      return [];
    } catch (error) {
      return [`${relative(SRC, file)}: ${error instanceof Error ? error.message : String(error)}`];
    }
  };
  // Modules that import each other work or not by which of them comes first.
  it('loads without anything having been loaded before', { timeout: 120_000 }, async () => {
    expect((await Promise.all(first.map(load))).flat()).toEqual([]);
  });
});
