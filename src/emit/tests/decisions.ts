/** Tests of what was decided about the meaning of a table's intent. */
import type { ExampleRows, ExampleValue } from '../../model/examples.ts';
import type { DecisionModel, TableModel } from '../../model/model.ts';
import type { DataTypeNode } from '../../query/datatype.ts';
import type { Schema } from '../../query/plan.ts';
import { docstring } from '../python/docstring.ts';
import type { Imports } from '../python/imports.ts';
import { type Doc, print } from '../python/layout.ts';
import { pythonValue } from '../python/literal.ts';
import { functionText } from '../python/module.ts';
import { columnPath } from '../python/names.ts';
import { type Piece, call, dict, list, plain, statement, strings, toDoc, tuple } from '../python/syntax.ts';
import type { TestFile } from './cases.ts';

/** Maps of an input are dictionaries; those of the output are compared as sorted pairs. */
type Side = 'given' | 'gives';
const valuePiece = (value: ExampleValue, type: DataTypeNode, imports: Imports, side: Side): Piece => {
  if (value === null) return plain('None');
  if (!Array.isArray(value)) return pythonValue(value as string | number | boolean, type, imports);
  const items = value as readonly ExampleValue[];
  const doc = (item: ExampleValue | undefined, of: DataTypeNode): Doc => toDoc(valuePiece(item ?? null, of, imports, side));
  if (type.kind === 'struct') return plain(tuple(type.fields.map((field, i) => doc(items[i], field.type))));
  if (type.kind !== 'map') return plain(list(items.map((item) => doc(item, type.kind === 'array' ? type.element : type))));
  const pairs = plain(
    list(items.map((pair) => tuple([doc((pair as readonly ExampleValue[])[0], type.key), doc((pair as readonly ExampleValue[])[1], type.value)]))),
  );
  return call(side === 'given' ? 'dict' : 'by_text', [toDoc(pairs)]);
};
const typesOf = (schema: Schema): ReadonlyMap<string, DataTypeNode> => new Map(schema.map(({ name, type }) => [name, type]));
export const cells = ({ columns, rows }: ExampleRows, schema: Schema, imports: Imports, side: Side): readonly (readonly (readonly [string, Piece])[])[] => {
  const types = typesOf(schema);
  return rows.map((row) => columns.map((name, i) => [name, valuePiece(row[i] ?? null, types.get(name) ?? { kind: 'error' }, imports, side)] as const));
};
const hasMaps = (type: DataTypeNode): boolean =>
  type.kind === 'map' || (type.kind === 'array' && hasMaps(type.element)) || (type.kind === 'struct' && type.fields.some((field) => hasMaps(field.type)));

type Inputs = readonly (readonly [string, TableModel])[];
/** The rows of an example by the names of inputs. */
export const givenPiece = ({ given }: Pick<DecisionModel, 'given'>, names: Inputs, imports: Imports): Piece =>
  plain(
    dict(
      names.flatMap(([name, { key, columns }]) => {
        const rows = given.find(({ table }) => table === key)?.rows;
        return rows ? [[name, plain(list(cells(rows, columns, imports, 'given').map((row) => dict(row))))] as const] : [];
      }),
    ),
  );
const DECIDED = 'How its intent is meant, by an example';
/** One test for each decision of a table that is written. `names`: the name of an input, with its table. */
export const decisionParts = ({ table, imports, made, inputs }: TestFile, names: Inputs): readonly string[] => {
  const { decisions = [], columns } = table;
  if (decisions.length === 0 || inputs.length === 0) return [];
  const any = imports.from('typing', 'Any');
  const rowsType = `dict[str, list[dict[str, ${any}]]]`;
  const entries = decisions.map((decision) => {
    const { says, gives } = decision;
    const compared = gives.columns.length > 0 ? gives.columns : columns.slice(0, 1).map(({ name }) => name);
    const expected = cells(gives, columns, imports, 'gives').map((row) => tuple(row.map(([, piece]) => toDoc(piece))));
    const parts = [toDoc(givenPiece(decision, names, imports)), strings(compared.map((name) => columnPath(name))), list(expected)];
    return [says, plain(tuple(parts))] as const;
  });
  const needsPairs = decisions.some(({ gives }) => columns.some(({ name, type }) => gives.columns.includes(name) && hasMaps(type)));
  const test = functionText({
    name: 'test_it_keeps_to_what_was_decided',
    parameters: [
      ['says', 'str'],
      ['make_rows', `${imports.use('Callable')}[[${imports.use('T')}.StructType, list[dict[str, ${any}]]], ${imports.use('DataFrame')}]`],
      ['rows_of', `${imports.use('Callable')}[[${imports.use('DataFrame')}], list[tuple[${any}, ...]]]`],
    ],
    returns: 'None',
    docstring: docstring({ summary: DECIDED, otherwise: DECIDED }, 1),
    body: [
      'given, columns, gives = DECISIONS[says]',
      'frames = {name: make_rows(schema, given.get(name, [])) for name, schema in INPUTS.items()}',
      statement('frame = ', call(made, ['**frames'])),
      'assert rows_of(frame.select(*columns)) == sorted(gives, key=repr)',
    ],
  });
  return [
    ...(needsPairs
      ? [
          functionText({
            name: 'by_text',
            parameters: [['pairs', `list[tuple[${any}, ${any}]]`]],
            returns: `list[tuple[${any}, ${any}]]`,
            docstring: docstring({ summary: 'The pairs of a map, in an order of their own', otherwise: 'Pairs' }, 1),
            body: ['return sorted(pairs, key=repr)'],
          }),
        ]
      : []),
    print(statement(`DECISIONS: dict[str, tuple[${rowsType}, list[str], list[tuple[${any}, ...]]]] = `, plain(dict(entries)))),
    `@${imports.use('pytest')}.mark.parametrize("says", DECISIONS)\n${test}`,
  ];
};
