/** Random tables of every type, with names and comments that break careless printers. */
import fc from 'fast-check';
import type { ColumnModel, TableModel } from '../../src/model/model.ts';
import { columnNameProblem } from '../../src/model/names.ts';
import { type DataTypeNode, SCALAR_KINDS, arrayOf, decimal, mapOf, scalar, structOf } from '../../src/query/datatype.ts';
import { keepsOrder } from '../../src/utils/typescript-text.ts';
import { HOSTILE } from '../utils/hostile.ts';

const isGood = (name: string): boolean => columnNameProblem(name) === undefined && keepsOrder([name]) && !/[\ud800-\udfff]/.test(name);
const ODD = [
  "it's",
  'a`b',
  '``',
  'x"y',
  'back\\slash',
  'class',
  'select',
  'Größe',
  '日本',
  '1st',
  'a.b',
  '$x',
  '${x}',
  '{{x}}',
  'constructor',
  'toString',
  'a-b',
];
const name = fc.oneof(fc.stringMatching(/^[a-z][a-z_0-9]{0,8}$/), fc.constantFrom(...ODD)).filter(isGood);
const comment = fc.option(
  fc.oneof(
    fc.constantFrom(...HOSTILE.filter((text) => text !== '' && !text.includes('\0') && text.isWellFormed())),
    fc.string({ minLength: 1, maxLength: 12 }),
  ),
  { nil: undefined },
);
const distinct = { selector: ({ name: n }: { readonly name: string }) => n.toLowerCase() };

const leaf = fc.oneof(
  fc.constantFrom(...SCALAR_KINDS.map(scalar)),
  fc.integer({ min: 1, max: 38 }).chain((p) => fc.integer({ min: 0, max: p }).map((s) => decimal(p, s))),
  fc.constantFrom<DataTypeNode>({ kind: 'varchar', length: 10 }, { kind: 'char', length: 3 }),
);
const key = fc.constantFrom(scalar('string'), scalar('int'), scalar('date'), decimal(10, 2));
const { type } = fc.letrec<{ type: DataTypeNode }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('type').map((element) => arrayOf(element)),
    fc.tuple(key, tie('type')).map(([k, v]) => mapOf(k, v)),
    fc
      .uniqueArray(
        fc
          .record({ name, type: tie('type'), nullable: fc.boolean(), comment })
          .map(({ comment: said, ...field }) => ({ ...field, ...(said === undefined ? {} : { comment: said }) })),
        { minLength: 1, maxLength: 3, ...distinct },
      )
      .map(structOf),
  ),
}));
const column: fc.Arbitrary<ColumnModel> = fc
  .record({ name, type, nullable: fc.boolean(), comment })
  .map(({ comment: said, ...rest }) => ({ ...rest, ...(said === undefined ? {} : { comment: said }) }));
export const randomColumns = fc.uniqueArray(column, { minLength: 1, maxLength: 8, ...distinct });

const NO_KEY = new Set(['variant', 'map', 'array', 'struct', 'binary']);
/** Tables of layer `bronze` that are only described: their bodies are still to be written. */
export const randomTable = (i: number): fc.Arbitrary<TableModel> =>
  fc
    .record({ columns: randomColumns, intent: comment, keys: fc.nat(2), stored: fc.constantFrom('cluster', 'partition', 'auto', 'none') })
    .map(({ columns, intent, keys, stored }): TableModel => {
      const able = columns.filter((c) => !NO_KEY.has(c.type.kind)).map((c) => c.name);
      const first = able.slice(0, 2);
      return {
        kind: 'table',
        key: `bronze.t${i}`,
        layer: 'bronze',
        name: `t${i}`,
        module: `t${i}`,
        intent: intent ?? 'a table',
        columns,
        body: { kind: 'unwritten' },
        reads: [],
        write: { strategy: 'overwrite' },
        primaryKey: columns
          .filter((c) => !c.nullable && able.includes(c.name))
          .slice(0, keys)
          .map((c) => c.name),
        clusterBy: stored === 'auto' ? 'auto' : stored === 'cluster' ? first : [],
        partitionBy: stored === 'partition' ? first.slice(0, 1) : [],
        tags: {},
        ...(keys === 0 ? {} : { properties: { 'delta.appendOnly': 'false', [`k ${intent ?? ''}`]: intent ?? '' } }),
        rules: [],
      } as unknown as TableModel;
    });
export const randomTables = (count: number): readonly TableModel[] =>
  fc.sample(fc.tuple(...Array.from({ length: count }, (_, i) => randomTable(i))), { numRuns: 1, seed: 7 })[0] ?? [];
