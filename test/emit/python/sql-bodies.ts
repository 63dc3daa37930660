/** Bodies in SQL with texts that are hard to hand over to Python. */
import { EMPTY_MODEL } from '../../empty-model.ts';
import { bodyStatements } from '../../../src/emit/transformations/body.ts';
import { Imports } from '../../../src/emit/python/imports.ts';
import { functionText, moduleText } from '../../../src/emit/python/module.ts';
import { Tables } from '../../../src/emit/python/table.ts';
import type { BodyModel, Model, TableModel } from '../../../src/model/model.ts';
import type { ModuleOf } from './module-of.ts';

const table = (key: string, body: BodyModel, reads: readonly string[]): TableModel => {
  const [layer = '', name = ''] = key.split('.');
  return {
    kind: 'table',
    key,
    layer,
    name,
    module: name,
    columns: [],
    body,
    reads,
    write: { strategy: 'overwrite' },
    primaryKey: [],
    clusterBy: [],
    partitionBy: [],
    tags: {},
    rules: [],
  };
};
const SEED = table('t.flights', { kind: 'unwritten' }, []);

export interface SqlBody {
  readonly name: string;
  readonly parts: readonly (string | { readonly table: string })[];
  readonly rows: readonly (readonly unknown[])[];
}
const flights = { table: 't.flights' };
export const sqlBodies: readonly SqlBody[] = [
  { name: 'braces and quotes beside a table', parts: ['select \'{x} {{y}} "z"\' as a, count(*) as n from ', flights, ' f'], rows: [['{x} {{y}} "z"', 5]] },
  { name: 'braces without a table', parts: ["select '{x} {{y}}' as a"], rows: [['{x} {{y}}']] },
  { name: 'backslashes', parts: ["select 'a\\\\b\\'c' as a, 'x.y' rlike 'x\\\\.y' as b from ", flights, ' limit 1'], rows: [["a\\b'c", true]] },
  {
    name: 'several lines with a comment',
    parts: ['\n    select carrier, -- {which}\n           count(*) as n\n    from ', flights, '\n    group by carrier\n    having count(*) > 1\n  '],
    rows: [['AA', 3]],
  },
  { name: 'a text of several lines', parts: ["select 'one\n  two\n' as a from ", flights, ' limit 1;\n'], rows: [['one\n  two\n']] },
  { name: 'one table twice', parts: ['select count(*) as n from ', flights, ' a join ', flights, ' b using (carrier, flight)'], rows: [[7]] },
  { name: 'four double quotes', parts: ['select \'""""\'\n as a from ', flights, ' limit 1'], rows: [['""""']] },
];

export const moduleOfSql = ({ parts }: SqlBody): ModuleOf => {
  const reads = [...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.table])))];
  const made = table('gold.made', { kind: 'sql', parts }, reads);
  const model: Model = { ...EMPTY_MODEL, tables: [SEED, made] };
  const tables = new Tables(model);
  const imports = new Imports();
  const body = bodyStatements(made, tables, imports);
  const parameters = tables.inputs(made).map(({ argument }) => [argument, imports.use('DataFrame')] as const);
  const text = functionText({ name: 'made', parameters, returns: imports.use('DataFrame'), docstring: '    """Made."""', body });
  return {
    text: moduleText({ summary: 'SQL', otherwise: 'SQL', imports, parts: [text] }),
    name: 'made',
    inputs: Object.fromEntries(tables.inputs(made).map(({ argument }) => [argument, 't_flights'])),
  };
};
