/** The tests that follow from a table's definition. */
import type { TableModel } from '../../model/model.ts';
import { pythonString } from '../../utils/python-text.ts';
import { docstring } from '../python/docstring.ts';
import type { Imports } from '../python/imports.ts';
import { type Doc, concat } from '../python/layout.ts';
import { functionText } from '../python/module.ts';
import { type Piece, call, keyword, statement, toDoc } from '../python/syntax.ts';

const RUNTIME = 'databricks_utils';
const STEP = '    ';

/** What the tests of one table consist of. */
export interface TestFile {
  readonly table: TableModel;
  readonly imports: Imports;
  /** `module.function` of the table. */
  readonly made: string;
  /** `module.SCHEMA` of the table. */
  readonly schema: string;
  /** The module of the table's rules, if it has any. */
  readonly rules: string;
  readonly inputs: readonly (readonly [string, Piece])[];
  /** Schemas of the tables to which rules refer, by key. */
  readonly references: readonly (readonly [string, Piece])[];
}
type Parameter = readonly [string, string];
const test = (name: string, parameter: Parameter | undefined, doc: string, body: readonly Doc[]): string =>
  functionText({
    name: `test_${name}`,
    parameters: parameter ? [parameter] : [],
    returns: 'None',
    docstring: docstring({ summary: doc, otherwise: doc }, 1),
    body,
  });
const nullsParameter = (imports: Imports): Parameter => [
  'null_rows',
  `${imports.use('Callable')}[[${imports.use('T')}.StructType], ${imports.use('DataFrame')}]`,
];
const runtime = (imports: Imports, name: string, docs: readonly Doc[]): Piece => call(imports.from(RUNTIME, name), docs);

const COLUMNS = "Spark's analyzer finds each column of the schema, in its type";
const EMPTY = 'frames = {name: null_rows(schema).limit(0) for name, schema in INPUTS.items()}';
export const schemaTest = ({ table, imports, made, schema, inputs }: TestFile): string => {
  // The versions of rows come with the write.
  const expected = table.write.strategy === 'scd2' ? toDoc(runtime(imports, 'unversioned_schema', [schema])) : schema;
  const assertion = toDoc(runtime(imports, 'assert_schema', ['frame', expected]));
  // The function needs a session even without inputs.
  if (inputs.length === 0)
    return test('it_gives_the_declared_columns', ['spark', imports.use('SparkSession')], COLUMNS, [statement('frame = ', call(made, [])), assertion]);
  return test('it_gives_the_declared_columns', nullsParameter(imports), COLUMNS, [EMPTY, statement('frame = ', call(made, ['**frames'])), assertion]);
};

/** Spark's sink for nothing computes every value. */
export const nullsTest = ({ imports, made }: TestFile): string =>
  test('it_bears_rows_of_nulls', nullsParameter(imports), 'A row without any value in each input makes nothing fail', [
    'frames = {name: null_rows(schema) for name, schema in INPUTS.items()}',
    statement('frame = ', call(made, ['**frames'])),
    'frame.write.format("noop").mode("overwrite").save()',
  ]);

export const viewTest = ({ imports, made, schema }: TestFile): string =>
  functionText({
    name: 'test_its_query_gives_the_declared_columns',
    parameters: [['spark', imports.use('SparkSession')], nullsParameter(imports)],
    returns: 'None',
    docstring: docstring({ summary: COLUMNS, otherwise: COLUMNS }, 1),
    body: [
      'names = {key: f"input_{i}" for i, key in enumerate(INPUTS)}',
      'for key, schema in INPUTS.items():',
      `${STEP}null_rows(schema).limit(0).createOrReplaceTempView(names[key])`,
      statement('frame = ', call('spark.sql', [toDoc(call(made, ['names']))])),
      toDoc(runtime(imports, 'assert_schema', ['frame', schema])),
    ],
  });

export const unwrittenTest = ({ table, imports, made }: TestFile): string => {
  const expected = call(`${imports.use('re')}.escape`, [pythonString(`${table.key} is not written yet`)]);
  const raises = call(`${imports.use('pytest')}.raises`, ['NotImplementedError', keyword('match', expected)]);
  return test('it_says_that_it_is_not_written', undefined, 'Nobody takes the missing body for an empty table', [
    concat('with ', toDoc(raises), ':'),
    `${STEP}${made}()`,
  ]);
};

export const rulesTests = ({ imports, schema, rules, references }: TestFile): readonly string[] => {
  const known = references.length === 0 ? [] : ['{key: null_rows(schema) for key, schema in REFERENCES.items()}'];
  const nulls = statement('nulls = ', call('null_rows', [schema]));
  return [
    test('every_rule_is_true_or_false_of_nulls', nullsParameter(imports), 'No rule leaves open whether a row violates it', [
      nulls,
      `rules = ${rules}.rules()`,
      `verdicts = [rule.violated() for rule in rules if isinstance(rule, ${imports.from(RUNTIME, 'Rule')})]`,
      'rows = nulls.select(*verdicts).collect()',
      'assert all(verdict in (True, False) for row in rows for verdict in row)',
    ]),
    test('a_row_of_nulls_ends_up_in_one_place', nullsParameter(imports), 'It is kept, quarantined or dropped', [
      nulls,
      statement('split = ', runtime(imports, 'apply_rules', ['nulls', `${rules}.rules()`, ...known])),
      'places = [split.kept, split.quarantined, split.dropped]',
      'assert sum(place.count() for place in places) == 1',
    ]),
  ];
};
