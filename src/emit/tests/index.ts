/** tests/: what can be known about a table from its definition, as tests that need no file and no network. */
import { declaredKey } from '../../model/keys.ts';
import type { BodyModel, Model, TableModel } from '../../model/model.ts';
import { stepsOf } from '../../query/plan.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { Imports } from '../python/imports.ts';
import { print } from '../python/layout.ts';
import { moduleText, packageText } from '../python/module.ts';
import { functionName, Names } from '../python/names.ts';
import { structDoc } from '../python/schema.ts';
import { type Piece, dict, plain, statement } from '../python/syntax.ts';
import { isSource } from '../../model/sources.ts';
import { LANDING, Tables } from '../python/table.ts';
import { rulesPackage } from '../validation/index.ts';
import { conftest } from './conftest.ts';
import { decisionParts } from './decisions.ts';
import { generatedTest } from './path.ts';
import type { Source } from './draws.ts';
import { drawsFor, type Example, planExample } from './plan-rows.ts';
import { planRowsParts, rowsOfRules, ruleRowsParts } from './rows.ts';
import { casesOfRules, ruleCasesParts } from './rule-tests.ts';
import { isWritten, writeParts } from './write-tests.ts';
import { type WriteCase, writeCase } from './write-cases.ts';
import { type TestFile, nullsTest, rulesTests, schemaTest, unwrittenTest, viewTest } from './cases.ts';

/** The schema of an input: that of its module, or, for external tables, as declared. */
const schemaPiece = (input: TableModel, tables: Tables, imports: Imports, names: Names, modules: Map<string, string>): Piece => {
  if (input.kind === 'external') return plain(structDoc(input.columns, imports));
  const known =
    modules.get(input.key) ??
    imports.from(tables.package(input), functionName(input.module), names.free(functionName(input.module), `${tables.layer(input)}_${input.module}`));
  modules.set(input.key, known);
  return plain(`${known}.SCHEMA`);
};
const inputsOf = (table: TableModel, tables: Tables): readonly (readonly [string, string])[] => {
  if (table.kind === 'view') return [...new Set(table.reads)].map((key) => [key, key]);
  if (isSource(table.body)) return [[LANDING, table.key]];
  return table.body.kind === 'unwritten' ? [] : tables.inputs(table).map(({ argument, table: key }) => [argument, key]);
};

/** Spark deduplicates within a watermark in streams only, and refuses to do so for a frame. */
const canRunOnRows = (body: BodyModel): boolean =>
  body.kind === 'relation' && !stepsOf(body.plan).some((step) => step.kind === 'dropDuplicatesWithinWatermark');

const sourceOf = (table: TableModel): Source => ({ key: table.key, columns: table.columns, unique: declaredKey(table) });
/** Rows of the tables that a relation reads, by the names of its inputs; undefined if only Spark can compute it. */
const exampleOf = ({ key, body }: TableModel, inputs: readonly TableModel[], tables: Tables): Example | undefined =>
  body.kind === 'relation' ? planExample(body.plan, inputs.map(sourceOf), key, drawsFor(tables.model.tables.length)) : undefined;

/** Says which tests with rows are missing. */
const summaryOf = (table: TableModel, example: Example | undefined, judged: number, writes: WriteCase | undefined): string => {
  const { key, body, rules } = table;
  const missing = [
    ...(body.kind === 'relation' && !example ? ['its plan'] : []),
    ...(judged < rules.length ? [judged === 0 ? 'its rules' : 'some of its rules'] : []),
    ...(isWritten(table) && !writes ? ['its write'] : []),
  ];
  return missing.length === 0 ? `${key} by its definition` : `${key} by its definition; no rows test ${missing.join(' and ')}`;
};
/** What a module of tests of a table begins with: its function, and the schemas of its inputs. */
export const startModule = (table: TableModel, tables: Tables, taken: readonly string[]) => {
  const imports = new Imports();
  const names = new Names(taken);
  const modules = new Map<string, string>();
  const own = functionName(table.module);
  const module = imports.from(tables.package(table), own, names.free(own, `${own}_table`));
  modules.set(table.key, module);
  const read = inputsOf(table, tables).map(([name, key]) => [name, tables.get(key)] as const);
  const inputs = read.map(([name, input]) => [name, schemaPiece(input, tables, imports, names, modules)] as const);
  const referred = [...new Set(table.rules.flatMap((rule) => (rule.kind === 'reference' ? [rule.to] : [])))];
  const references = referred.map((key) => [key, schemaPiece(tables.get(key), tables, imports, names, modules)] as const);
  const file: TestFile = {
    table,
    imports,
    inputs,
    references,
    made: `${module}.${own}`,
    schema: `${module}.SCHEMA`,
    rules: table.rules.length === 0 ? '' : imports.from(rulesPackage(tables.layer(table)), own, names.free(`${own}_rules`)),
  };
  return { file, read, imports, inputs, references };
};

const NAMES = [
  'spark',
  'null_rows',
  'make_rows',
  'rows_of',
  'judge',
  'verdicts',
  'frame',
  'name',
  'case',
  'given',
  'count_violations',
  'step',
  'again',
  'frames',
  'schema',
  're',
  'rows',
  'written',
];
const testModule = (table: TableModel, tables: Tables): string => {
  const { file, read, imports, inputs, references } = startModule(table, tables, NAMES);
  const tests =
    table.kind === 'view'
      ? [viewTest(file)]
      : table.body.kind === 'unwritten'
        ? [unwrittenTest(file)]
        : [schemaTest(file), ...(canRunOnRows(table.body) && inputs.length > 0 ? [nullsTest(file)] : [])];
  const example = exampleOf(
    table,
    read.map(([, input]) => input),
    tables,
  );
  const judged = rowsOfRules(table);
  const decided = decisionParts(file, read);
  const counted = casesOfRules(table, tables);
  const writes = isWritten(table) ? writeCase(table) : undefined;
  const withRows = [
    ...decided,
    ...(example ? planRowsParts(file, example, read) : []),
    ...(judged.length > 0 ? ruleRowsParts(file, judged) : []),
    ...(counted.length > 0 ? ruleCasesParts(file, counted) : []),
    ...(writes ? writeParts(file, tables.layer(table), writes) : []),
  ];
  const tested = new Set([...judged, ...counted].map(([name]) => name));
  const constants = [
    ...(inputs.length === 0 ? [] : [print(statement('INPUTS = ', plain(dict(inputs))))]),
    ...(references.length === 0 ? [] : [print(statement('REFERENCES = ', plain(dict(references))))]),
  ];
  return moduleText({
    summary: summaryOf(table, example, tested.size, writes),
    otherwise: 'What follows from the definition of a table',
    imports,
    parts: [...constants, ...tests, ...(table.rules.length === 0 ? [] : rulesTests(file)), ...withRows],
  });
};

/** tests/: one session for all, and a module for each table and view. The user's own tests live next to `generated`. */
export const emitTests = (model: Model): readonly OutputFile[] => {
  const tables = new Tables(model);
  const made = model.tables.filter(({ kind }) => kind !== 'external');
  if (made.length === 0) return [];
  return [
    { path: 'tests/conftest.py', content: conftest() },
    { path: 'tests/generated/__init__.py', content: packageText('Tests that follow from the definition', 'Tests') },
    ...made.map((table) => ({ path: generatedTest(table, tables), content: testModule(table, tables) })),
  ];
};
