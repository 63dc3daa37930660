/** Tests with rows: for what a table's rules tell apart, and for what its plan makes. */
import type { TableModel } from '../../model/model.ts';
import type { DataTypeNode } from '../../query/datatype.ts';
import { docstring } from '../python/docstring.ts';
import type { Imports } from '../python/imports.ts';
import { concat, type Doc, print } from '../python/layout.ts';
import { pythonValue } from '../python/literal.ts';
import { functionText } from '../python/module.ts';
import { columnPath } from '../python/names.ts';
import { type Piece, call, dict, list, plain, statement, strings, toDoc, tuple } from '../python/syntax.ts';
import type { TestFile } from './cases.ts';
import type { Example } from './plan-rows.ts';
import { type RuleRow, ruleRows } from './rule-rows.ts';
import { isArray, type Row, type Value } from './values.ts';

type Columns = readonly { readonly name: string; readonly type: DataTypeNode }[];

export const valuePiece = (value: Value | undefined, type: DataTypeNode, imports: Imports): Piece => {
  if (value === null || value === undefined || typeof value === 'symbol') return plain('None');
  if (isArray(value)) return plain(list(value.map(() => 'None')));
  return pythonValue(type.kind === 'decimal' ? Number(value).toFixed(type.scale) : value, type, imports);
};
/** What a row does not name is NULL. */
export const rowDoc = (row: Row, columns: Columns, imports: Imports, nulls: boolean): Doc =>
  dict(
    columns
      .filter(({ name }) => (nulls ? row.has(name) : (row.get(name) ?? null) !== null))
      .map(({ name, type }) => [name, valuePiece(row.get(name), type, imports)] as const),
  );
export const anything = (imports: Imports): string => imports.from('typing', 'Any');
export const python = (value: boolean): string => (value ? 'True' : 'False');

/** The rules of a table whose meaning can be told without Spark, each with rows. */
export const rowsOfRules = (table: TableModel): readonly (readonly [string, readonly RuleRow[]])[] =>
  table.rules.flatMap((rule) => {
    const rows = rule.kind === 'row' ? ruleRows(table, rule) : [];
    return rows.length === 0 ? [] : [[rule.name, rows] as const];
  });

/** One job judges all rows; one test a rule says what was wrong. */
export const ruleRowsParts = ({ table, imports, schema, rules }: TestFile, found: ReturnType<typeof rowsOfRules>): readonly string[] => {
  const rows = found.map(
    ([name, cases]) => [name, plain(list(cases.map(({ row, violated }) => tuple([rowDoc(row, table.columns, imports, true), python(violated)]))))] as const,
  );
  const judge = `${imports.use('Callable')}[..., dict[str, list[bool]]]`;
  const fixture = functionText({
    name: 'verdicts',
    parameters: [['judge', judge]],
    returns: 'dict[str, list[bool]]',
    docstring: docstring({ summary: 'Which rows violate the rules, in one job', otherwise: 'Verdicts' }, 1),
    body: [statement('return ', call('judge', [schema, `${rules}.rules()`, 'RULE_ROWS']))],
  });
  const test = functionText({
    name: 'test_a_rule_tells_these_rows_apart',
    parameters: [
      ['name', 'str'],
      ['verdicts', 'dict[str, list[bool]]'],
    ],
    returns: 'None',
    docstring: docstring({ summary: 'Rows that pass, that fail and that lack a value, up to the limits of the rule', otherwise: 'Rows of a rule' }, 1),
    body: ['assert verdicts[name] == [violated for _, violated in RULE_ROWS[name]]'],
  });
  const mark = imports.use('pytest');
  return [
    print(statement(`RULE_ROWS: dict[str, list[tuple[dict[str, ${anything(imports)}], bool]]] = `, plain(dict(rows)))),
    `@${mark}.fixture(scope="module")\n${fixture}`,
    `@${mark}.mark.parametrize("name", RULE_ROWS)\n${test}`,
  ];
};

const EXPLAINED = 'The rows that follow from the definition, computed from it without Spark';
/** `names`: the name of an input by the key of its table, with the columns of that table. */
export const planRowsParts = ({ table, imports, made }: TestFile, example: Example, names: readonly (readonly [string, TableModel])[]): readonly string[] => {
  const inputs = names.map(([name, input]) => {
    const rows = (example.tables.get(input.key) ?? []).map((row) => rowDoc(row, input.columns, imports, false));
    return [name, plain(list(rows))] as const;
  });
  const expected = example.rows.map((row) => tuple(example.columns.map(({ name, type }) => toDoc(valuePiece(row.get(name), type, imports)))));
  const rowsType = `dict[str, ${anything(imports)}]`;
  const paths = strings(example.columns.map(({ name }) => columnPath(name)));
  const isView = table.kind === 'view';
  const frame: readonly Doc[] = isView
    ? [
        'names = {key: f"input_{i}" for i, key in enumerate(INPUTS)}',
        'for key, schema in INPUTS.items():',
        '    make_rows(schema, ROWS[key]).createOrReplaceTempView(names[key])',
        statement('frame = ', call('spark.sql', [toDoc(call(made, ['names']))])),
      ]
    : ['frames = {name: make_rows(schema, ROWS[name]) for name, schema in INPUTS.items()}', statement('frame = ', call(made, ['**frames']))];
  const test = functionText({
    name: 'test_it_makes_these_rows',
    parameters: [
      ...(isView ? [['spark', imports.use('SparkSession')] as const] : []),
      ['make_rows', `${imports.use('Callable')}[[${imports.use('T')}.StructType, list[${rowsType}]], ${imports.use('DataFrame')}]`],
      ['rows_of', `${imports.use('Callable')}[[${imports.use('DataFrame')}], list[tuple[${anything(imports)}, ...]]]`],
    ],
    returns: 'None',
    docstring: docstring({ summary: EXPLAINED, otherwise: EXPLAINED }, 1),
    body: [...frame, 'assert rows_of(frame.select(*COLUMNS)) == sorted(EXPECTED, key=repr)'],
  });
  return [
    print(statement(`ROWS: dict[str, list[${rowsType}]] = `, plain(dict(inputs)))),
    print(statement('COLUMNS = ', plain(paths))),
    print(statement(`EXPECTED: list[tuple[${anything(imports)}, ...]] = `, plain(list(expected)))),
    test,
    ...(isView || !example.columns.every(({ name }) => SORTABLE.test(name)) ? [] : [sameTest(imports, made, rowsType)]),
  ];
};
/** chispa sorts by names as they are, so they must not be paths. */
const SORTABLE = /^\w+$/;
const SAME = 'A second run gives the same, and so do the rows in another order';
/** Which rows there are depends neither on chance nor on order: others are not taken as examples. */
const sameTest = (imports: Imports, made: string, rowsType: string): string => {
  const frames = (rows: string): Doc => statement('frames = ', plain(`{name: make_rows(schema, ${rows}) for name, schema in INPUTS.items()}`));
  const compare = call(imports.from('chispa', 'assert_df_equality'), ['frame', 'again', 'ignore_row_order=True', 'ignore_nullable=True']);
  return functionText({
    name: 'test_these_rows_give_the_same_again',
    parameters: [['make_rows', `${imports.use('Callable')}[[${imports.use('T')}.StructType, list[${rowsType}]], ${imports.use('DataFrame')}]`]],
    returns: 'None',
    docstring: docstring({ summary: SAME, otherwise: SAME }, 1),
    body: [
      frames('ROWS[name]'),
      statement('frame = ', call(`${made}(**frames).select`, ['*COLUMNS'])),
      'for step in (1, -1):',
      '    frames = {name: make_rows(schema, ROWS[name][::step]) for name, schema in INPUTS.items()}',
      concat('    ', statement('again = ', call(`${made}(**frames).select`, ['*COLUMNS']))),
      concat('    ', toDoc(compare)),
    ],
  });
};
