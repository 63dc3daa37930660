/** Values at the edges of every type, and calls over them: what SQL and PySpark make of one expression must be the same value or the same error. */
import type { ExprNode } from '../../src/query/node.ts';
import type { Cases } from './functions.cases.ts';
import { SCHEMA } from './functions.cases.ts';
import { sqlType } from '../../src/emit/sql/type.ts';
import { FULL, share } from '../suite.ts';

/** By the column's name, as SQL. */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  ti: ['0', '1', '-1', '127', '-128'], si: ['0', '2', '-1', '32767', '-32768'], i: ['0', '1', '-1', '2147483647', '-2147483648', '3'],
  l: ['0', '1', '-1', '9223372036854775807', '-9223372036854775808', '1359653400'],
  f: ['0', '-0.0', '1.5', '\'NaN\'', '\'Infinity\'', '-2.5'], d: ['0', '-0.0', '0.5', '\'NaN\'', '\'-Infinity\'', '1e308', '-2.5'],
  dc: ['0', '99999999.99', '-0.01', '12.50'], d5: ['0', '99999', '-1'], dd: ['0', '1234567890123456789012345678.0123456789', '-0.0000000001'], d38: ['0', '99999999999999999999999999999999999999', '-1'],
  s: ['\'\'', '\' \'', '\'abc\'', '\'Zürich\'', '\'😀 a\'', '\'2024-02-29\'', '\'-1\'', '\'{"a": 1, "b": [1, null]}\'', '\'a,b,,c\'', '\'NaN\'', '\'2013-03-31 02:30:00\'', '\'<a><b>1</b></a>\''],
  b: ['true', 'false'], bin: ['X\'\'', 'X\'00FF\'', 'X\'F09F9880\''],
  dt: ['\'1970-01-01\'', '\'2024-02-29\'', '\'0001-01-01\'', '\'9999-12-31\'', '\'2013-03-31\''],
  ts: ['\'1970-01-01T00:00:00Z\'', '\'2024-02-29T23:59:59.999999Z\'', '\'2013-03-31T01:00:00Z\'', '\'9999-12-31T23:59:59Z\'', '\'1900-01-01T00:00:00Z\''],
  tn: ['\'1970-01-01 00:00:00\'', '\'2024-02-29 23:59:59.999999\'', '\'2013-03-31 02:30:00\'', '\'0001-01-01 00:00:00\''],
  v: ['parse_json(\'null\')', 'parse_json(\'{"a": 1}\')', 'parse_json(\'[1, "x"]\')', 'parse_json(\'-1.5\')'],
  ai: ['array()', 'array(1, 2, 1)', 'array(NULL, 2147483647)'], ax: ['array()', 'array(3, -1, 3)'], al: ['array()', 'array(1, NULL, -1)'], as: ['array()', 'array(\'\', NULL, \'é\')', 'array(\'b\', \'a\', \'b\')'],
  ad: ['array()', 'array(\'2024-02-29\', \'1970-01-01\')'], an: ['array()', 'array(NULL, \'2013-03-31 02:30:00\')'], af: ['array()', 'array(3, 4)', 'array(NULL, \'NaN\')'], ac: ['array()', 'array(0, -0.01, NULL)'],
  ae: ['array()', 'array(named_struct(\'key\', \'a\', \'value\', 1), named_struct(\'key\', \'b\', \'value\', NULL))'], ap: ['array()', 'array(NULL, named_struct(\'key\', \'a\', \'value\', 1))'],
  aa: ['array()', 'array(array(), array(1, NULL))'], ao: ['array()', 'array(NULL, array(1, 2))'],
  m: ['map()', 'map(\'a\', 1, \'\', NULL)'], mx: ['map()', 'map(\'a\', 1, \'b\', 2)'], ml: ['map()', 'map(1, 2, -1, NULL)'],
  st: ['named_struct(\'a\', 1, \'b\', \'\')', 'named_struct(\'a\', NULL, \'b\', \'é\')'], su: ['named_struct(\'a\', 1, \'b\', NULL)'], en: ['named_struct(\'key\', \'a\', \'value\', NULL)'],
  ym: ['INTERVAL \'0-0\' YEAR TO MONTH', 'INTERVAL \'-1-2\' YEAR TO MONTH', 'INTERVAL \'100-11\' YEAR TO MONTH'],
  ds: ['INTERVAL \'0 00:00:00\' DAY TO SECOND', 'INTERVAL \'-1 00:00:00.5\' DAY TO SECOND', 'INTERVAL \'400 23:59:59.999999\' DAY TO SECOND'],
};
const ROWS = 12;
/** A query for the rows: columns that may be NULL are NULL in every fourth row, and show other values than their twins. */
export const edgeRows = (): string => {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const items = SCHEMA.map(({ name, type, nullable }) => {
      const values = EDGES[nullable ? name.slice(1) : name];
      if (!values) throw new Error(`type ${name} has no edge values`);
      const value = nullable ? (row % 4 === 0 ? 'NULL' : values[(row * 5 + 2) % values.length]) : values[row % values.length];
      return type.kind === 'variant' && value !== 'NULL' ? `${value} AS ${name}` : `CAST(${value} AS ${sqlType(type)}) AS ${name}`;
    });
    return `SELECT ${items.join(', ')}`;
  });
  return rows.join(' UNION ALL ');
};

const LEFT_OUT = new Set([
  // Each query has its own clock.
  'currentTimestamp', 'localtimestamp',
  // They would fill the memory with two billion elements.
  'repeat', 'space', 'arrayRepeat', 'sequence',
  // At the smallest int, which has no positive twin, Spark 4.2 reads outside of the array: Java itself ends.
  'elementAt', 'tryElementAt',
  // Of values that are equally frequent it gives any.
  'mode',
]);
const CALLS = FULL ? 12 : 1;
export interface EdgeCase {
  readonly id: string;
  readonly node: ExprNode;
}
/** A call of one in nine of all records, others in each run; in the long suite those of each that are furthest apart in its list. */
export const edgeCases = (cases: readonly Cases[]): readonly EdgeCase[] =>
  share(cases, 9)
    .filter(({ record }) => !LEFT_OUT.has(record))
    .flatMap(({ asked }) => asked.filter((_, i) => i % Math.ceil(asked.length / CALLS) === 0).map(({ id, node }) => ({ id: `edge ${id}`, node })));
