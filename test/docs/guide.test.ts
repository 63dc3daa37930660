import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/index.ts';
import { definition } from '../../src/scaffold/definition.ts';
import { renderDiagnostics } from '../../src/synth/render.ts';
import { saidOf } from './blocks.ts';
import { type CompilerMessage, compile } from './compile.ts';
import { type Module, type Page, ROOT, readPage } from './modules.ts';

interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly { readonly path: string; readonly content: string }[];
}

const pages: readonly Page[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs/guide'))
    .toSorted()
    .map((file) => `docs/guide/${file}`),
].map(readPage);
const modules = pages.flatMap((page) => page.modules);
let folder = '';
let compiled: ReadonlyMap<string, readonly CompilerMessage[]> = new Map();
let checked: Readonly<Record<string, Checked>> = {};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakewright-guide-'));
  for (const { name, text } of modules) writeFileSync(join(folder, name), text);
  compiled = compile(folder);
  const runnable = modules.filter(({ kind }) => kind !== 'wrong' && kind !== 'changed').map(({ name }) => name);
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'check-modules.ts'), folder, ...runnable], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  checked = JSON.parse(stdout) as Record<string, Checked>;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (kind: Module['kind']): readonly (readonly [string, Module])[] =>
  modules.filter((m) => m.kind === kind).map((m) => [`${m.page}${m.block ? `:${m.block.line}` : ''}`, m]);
const pageOf = ({ page }: Module): Page => pages.find(({ path }) => path === page) ?? readPage(page);
const messagesOf = ({ name }: Module): readonly CompilerMessage[] => compiled.get(name) ?? [];
const said = (module: Module): string => (module.block ? saidOf(pageOf(module).blocks, module.block) : '');
/** As printed, without the place, which is that of a file made for the test, and without the totals. */
const printed = (diagnostics: readonly Diagnostic[]): string =>
  renderDiagnostics(
    diagnostics.map(({ at: _, ...rest }) => rest),
    { cwd: folder },
  ).replace(/\n\n[^\n]*\n$/, '');
const key = (d: Diagnostic): string => `${d.code} ${d.path} ${d.key.join('.')} ${d.message}`;
/** `…` in a page stands for what is too long to be read. */
const asPattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split('…')
      .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
      .join('[^\\n]*')}$`,
  );

describe('the guide', () => {
  it.each([...of('page'), ...of('alone')])('%s: the code compiles', (_, { name }) => {
    expect(compiled.get(name) ?? []).toEqual([]);
  });
  it.each([...of('page'), ...of('alone')])('%s: a check of the code finds nothing', (_, { name, text }) => {
    expect(text.includes('new Project(')).toBe(name in checked);
    expect(checked[name]?.diagnostics ?? []).toEqual([]);
  });
  it.each(of('wrong'))('%s: the mistake gives the message that is shown', (_, module) => {
    expect(
      messagesOf(module)
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(asPattern(said(module)));
  });
  it.each(of('changed'))('%s: the change breaks the lines that are shown, and no others', (_, module) => {
    const all = messagesOf(module).map(({ line, column, text }) => `.projenrc.ts(${line},${column}): ${text}`);
    expect(all.join('\n')).toMatch(asPattern(said(module)));
  });
  it.each(of('found'))('%s: the check says what is shown', (_, module) => {
    expect(compiled.get(module.name) ?? []).toEqual([]);
    const before = new Set(
      pageOf(module)
        .modules.filter((m) => m.kind === 'page')
        .flatMap((m) => checked[m.name]?.diagnostics ?? [])
        .map(key),
    );
    const found = (checked[module.name]?.diagnostics ?? []).filter((d) => !before.has(key(d)));
    expect(printed(found)).toMatch(asPattern(said(module)));
  });
  it.each(
    pages.flatMap(({ path, blocks, modules: [first] }) => blocks.filter((b) => b.words[0] === 'from').map((b) => [`${path}:${b.line}`, b, first] as const)),
  )('%s: what is shown as generated is generated', (_, { words: [, file], text }, module) => {
    const content = (checked[module?.name ?? '']?.files ?? []).find(({ path }) => path === file)?.content;
    expect(content).toBeDefined();
    // Parts that are left out are marked by a line of their own.
    for (const part of text.split(/\n *(?:#|--) …\n/)) expect(content).toContain(part);
  });
  it.each(pages.flatMap(({ path, blocks }) => blocks.filter((b) => b.words[0] === 'starter').map((b) => [`${path}:${b.line}`, b.text] as const)))(
    '%s: the starter holds what is shown of it',
    (_, text) => {
      expect(definition({ name: 'shop', lakewright: '', package: 'shop' })).toContain(text);
    },
  );
});
