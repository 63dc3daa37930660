/** What an editor shows while a definition is written, asked of TypeScript's language service. */
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const FILE = join(import.meta.dirname, 'editor.sample.ts');
/** Each mark with a number is a place at which the editor is asked; it is no part of the text. */
const MARKED = `
import { bar, Duration, Environment, F, files, FreshnessRule, from, Layer, MonteCarloMonitor, Project, QualityRule, seed, stream, t, Table, UniqueRule, Window } from '../../src/index.ts';
const project = new Project({ name: 'p' });
const bronze = new Layer(project, 'bronze');
const raw = new Table(bronze, 'raw', {
  source: files('x', { format: 'csv' }),
  columns: {
    /** minutes, negative is early */
    dep_delay: t.double().comment('minutes, negative is early'),
    carrier: t.string(),
    flight: t.int(),
    at: t.timestamp(),
  },
});
const airlines = seed({ carrier: t.string(), name: t.string() }, []);
const clean = new Table(bronze, 'clean', { query: from(raw).where((f) => f./*1*/dep_delay.gt(1)).select((f) => ({ ...f, late: f.dep_delay.gt(15) })) });
const joined = from(clean).join(airlines, { on: ['/*2*/carrier'], select: (f, a) => ({ carrier: f.carrier, name: a./*3*/name, delay: f./*4*/dep_delay }) });
const counted = from(clean).groupBy('/*5*/carrier').agg((f) => ({ mean: F.avg(f.dep_delay), n: F.count() }));
const ranked = from(clean).select((f) => ({ carrier: f.carrier, place: F.rank().over(Window.partitionBy(f./*6*/carrier).orderBy(f.dep_delay.desc())) }));
const first = from(clean).dropDuplicates({ by: ['/*7*/carrier'], keepFirst: (f) => [f.dep_delay.desc()] });
new QualityRule(clean, 'sane', { check: (f) => f./*8*/dep_delay.isNotNull(), onViolation: '/*9*/warn' });
new UniqueRule(clean, 'once', { columns: ['/*10*/carrier'] });
new FreshnessRule(clean, 'fresh', { column: '/*11*/at', maxAge: Duration.hours(1) });
new MonteCarloMonitor(clean, 'mean', { metric: 'NUMERIC_MEAN', column: '/*12*/dep_delay' });
const chart = bar(clean, { x: '/*13*/carrier', y: '/*14*/dep_delay' });
const merged = new Table(bronze, 'merged', { query: from(clean), write: { strategy: 'merge', keys: ['/*15*/carrier'] } });
const used = from(counted).select((c) => ({ x: c./*16*/mean }));
`;
const SOURCE = MARKED.replaceAll(/\/\*\d+\*\//g, '');
const place = (n: number): number => MARKED.slice(0, MARKED.indexOf(`/*${n}*/`)).replaceAll(/\/\*\d+\*\//g, '').length;
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
};
let text = SOURCE;
let version = 1;
const service = ts.createLanguageService({
  getScriptFileNames: () => [FILE],
  getScriptVersion: (file) => (file === FILE ? String(version) : '1'),
  getScriptSnapshot: (file) => {
    const found = file === FILE ? text : ts.sys.readFile(file);
    return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
  },
  getCurrentDirectory: () => ROOT,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (file) => file === FILE || ts.sys.fileExists(file),
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
  getCompilationSettings: () => options,
});
const offered = (n: number): readonly string[] => (service.getCompletionsAtPosition(FILE, place(n), {})?.entries ?? []).map((e) => e.name).toSorted();

const COLUMNS = ['at', 'carrier', 'dep_delay', 'flight', 'late'];
describe('an editor', () => {
  it('finds no mistake in what follows', () => {
    expect(service.getSemanticDiagnostics(FILE).map((d) => d.messageText)).toEqual([]);
  });
  it.each([
    ['the columns of the table', 1, ['at', 'carrier', 'dep_delay', 'flight']],
    ['the names that both sides of a join have', 2, ['carrier']],
    ['the columns of the right side', 3, ['carrier', 'name']],
    ['the columns of the left side', 4, COLUMNS],
    ['the columns in a window', 6, COLUMNS],
    ['the columns that make rows the same', 7, COLUMNS],
    ['the columns in a rule', 8, COLUMNS],
    ['what becomes of a row that violates a rule', 9, ['drop', 'fail', 'quarantine', 'warn']],
    ['the columns of a unique rule', 10, COLUMNS],
    ['columns of time where one is needed', 11, ['at']],
    ['columns of numbers where one is needed', 12, ['dep_delay', 'flight']],
    ['the columns for an axis', 13, COLUMNS],
    ['columns of numbers for the other axis', 14, ['dep_delay', 'flight']],
    ['the columns of a key', 15, COLUMNS],
    ['the columns of an aggregate, and no others', 16, ['carrier', 'mean', 'n']],
  ] as const)('offers %s', (_, n, expected) => {
    expect(offered(n)).toEqual(expected);
  });
  it.each([
    [1, 'NumberExpr<"double">'],
    [4, 'NumberExpr<"double">'],
    [8, 'NumberExpr<"double">'],
  ] as const)('shows a column’s type and the words above its declaration, at place %i', (n, type) => {
    const info = service.getQuickInfoAtPosition(FILE, place(n));
    expect(ts.displayPartsToString(info?.displayParts)).toBe(`(property) dep_delay: ${type}`);
    expect(ts.displayPartsToString(info?.documentation)).toBe('minutes, negative is early');
  });
  it('offers the columns to group by, while none is written', () => {
    const begun = SOURCE.replace("groupBy('carrier')", "groupBy('')");
    text = begun;
    version += 1;
    const entries = service.getCompletionsAtPosition(FILE, begun.indexOf("groupBy('") + "groupBy('".length, {})?.entries ?? [];
    text = SOURCE;
    version += 1;
    expect(entries.map((e) => e.name).toSorted()).toEqual(COLUMNS);
  });
  it('leads from a use, two tables further, to the declaration', () => {
    const [found] = service.getDefinitionAtPosition(FILE, place(4)) ?? [];
    expect(SOURCE.slice(found?.textSpan.start)).toMatch(/^dep_delay: t\.double\(\)/);
  });
  it('shows a table as its columns', () => {
    const info = service.getQuickInfoAtPosition(FILE, SOURCE.indexOf('const clean') + 6);
    const shown = ts.displayPartsToString(info?.displayParts).replaceAll(/\s+/g, ' ');
    expect(shown).toMatch(/^const clean: Table<\{ .*dep_delay: "double";.* \}>$/);
  });
});
