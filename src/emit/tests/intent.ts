/** A module of tests that somebody wrote from the intent of a table: the user's own, and never written again. */
import type { DecisionModel, Model, TableModel } from '../../model/model.ts';
import { pythonString } from '../../utils/python-text.ts';
import { docstring } from '../python/docstring.ts';
import { print } from '../python/layout.ts';
import { functionText, moduleText } from '../python/module.ts';
import { columnPath } from '../python/names.ts';
import { call, dict, list, plain, statement, strings, toDoc, tuple } from '../python/syntax.ts';
import { Tables } from '../python/table.ts';
import { cells, givenPiece } from './decisions.ts';
import { startModule } from './index.ts';

/** Rows in, rows out; `says` what they show. */
export type IntentExample = Pick<DecisionModel, 'says' | 'given' | 'gives'>;
/** What holds for the rows of every example. */
export type IntentProperty =
  | { readonly kind: 'unique'; readonly columns: readonly string[] }
  | { readonly kind: 'neverNull'; readonly columns: readonly string[] }
  /** No more rows than a table that is read. */
  | { readonly kind: 'noMoreThan'; readonly table: string };

export const intentTestPath = ({ layer, module }: Pick<TableModel, 'layer' | 'module'>): string => `tests/${layer}/test_${module}_intent.py`;

/** Undefined if the table reads nothing: then no row goes in. */
export const intentTests = (
  model: Model,
  table: TableModel,
  examples: readonly IntentExample[],
  properties: readonly IntentProperty[],
  about: string,
): string | undefined => {
  const tables = new Tables(model);
  const taken = ['make_rows', 'frame', 'given', 'gives', 'columns', 'expected', 'says', 'name', 'schema', 'result', 'compare'];
  const { file, read, imports, inputs } = startModule({ ...table, rules: [] }, tables, taken);
  if (inputs.length === 0) return undefined;
  const [any, callable, frameType, types] = [imports.from('typing', 'Any'), imports.use('Callable'), imports.use('DataFrame'), imports.use('T')];
  const compare = imports.from('chispa', 'assert_df_equality');
  const rowsType = `list[dict[str, ${any}]]`;
  const maker = ['make_rows', `${callable}[[${types}.StructType, ${rowsType}], ${frameType}]`] as const;
  const entries = examples.map((example) => {
    const { says, gives } = example;
    const compared = gives.columns.length > 0 ? gives.columns : table.columns.slice(0, 1).map(({ name }) => name);
    const expected = cells(gives, table.columns, imports, 'given').map((row) => dict(row));
    return [says, plain(tuple([toDoc(givenPiece(example, read, imports)), strings(compared.map((name) => columnPath(name))), list(expected)]))] as const;
  });
  const parametrize = `@${imports.use('pytest')}.mark.parametrize("says", EXAMPLES)`;
  const test = (name: string, summary: string, body: Parameters<typeof functionText>[0]['body']): string =>
    `${parametrize}\n${functionText({
      name: `test_${name}`,
      parameters: [['says', 'str'], maker],
      returns: 'None',
      docstring: docstring({ summary, otherwise: summary }, 1),
      body,
    })}`;
  const run = functionText({
    name: 'result',
    parameters: [['says', 'str'], maker],
    returns: frameType,
    docstring: docstring({ summary: 'What the table holds, given the rows of an example', otherwise: 'The table' }, 1),
    body: [
      'given = EXAMPLES[says][0]',
      'frames = {name: make_rows(schema, given.get(name, [])) for name, schema in INPUTS.items()}',
      statement('return ', call(file.made, ['**frames'])),
    ],
  });
  return moduleText({
    header: 'Yours: written once, from the intent of the table, and never written again.',
    summary: `${table.key} by its intent`,
    otherwise: about,
    imports,
    parts: [
      print(statement('INPUTS = ', plain(dict(inputs)))),
      print(statement(`EXAMPLES: dict[str, tuple[dict[str, ${rowsType}], list[str], ${rowsType}]] = `, plain(dict(entries)))),
      run,
      test('it_does_as_the_example_says', 'Rows in, rows out; columns that the example does not name are not compared', [
        '_, columns, gives = EXAMPLES[says]',
        'frame = result(says, make_rows).select(*columns)',
        `fields = [${types}.StructField(field.name, field.dataType) for field in frame.schema]`,
        `expected = make_rows(${types}.StructType(fields), gives)`,
        statement('', call(compare, ['frame', 'expected', 'ignore_row_order=True', 'ignore_nullable=True'])),
      ]),
      ...properties.map((property, i) => {
        const number = properties.slice(0, i).filter(({ kind }) => kind === property.kind).length;
        const suffix = number === 0 ? '' : `_${number + 1}`;
        switch (property.kind) {
          case 'unique':
            return test(`its_rows_are_told_apart${suffix}`, `No two rows have the same ${property.columns.join(', ')}`, [
              statement(
                'keys = ',
                call(
                  'result(says, make_rows).select',
                  property.columns.map((name) => pythonString(columnPath(name))),
                ),
              ),
              'assert keys.count() == keys.distinct().count()',
            ]);
          case 'neverNull':
            return test(`it_has_no_nulls${suffix}`, `Never NULL: ${property.columns.join(', ')}`, [
              statement(
                'rows = ',
                call(
                  'result(says, make_rows).select',
                  property.columns.map((name) => pythonString(columnPath(name))),
                ),
              ),
              'assert all(value is not None for row in rows.collect() for value in row)',
            ]);
          default: {
            const input = read.find(([, { key }]) => key === property.table)?.[0] ?? '';
            return test(`it_makes_no_rows${suffix}`, `No more rows than ${property.table} has`, [
              statement('given = ', call('EXAMPLES[says][0].get', [pythonString(input), '[]'])),
              'assert result(says, make_rows).count() <= len(given)',
            ]);
          }
        }
      }),
    ],
  });
};
