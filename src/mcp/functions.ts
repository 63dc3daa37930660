/** Functions and operators in one line each, from their records. */
import { F } from '../query/index.ts';
import { functionRecords } from '../query/functions/catalogue.ts';
import { OPERATORS } from '../query/functions/operators.ts';
import type { FunctionRecord, Param } from '../query/functions/record.ts';

export interface FunctionLine {
  readonly name: string;
  readonly group: string;
  readonly line: string;
}

const HOW: Readonly<Record<NonNullable<Param['as']>, string>> = {
  column: '',
  literal: ' (plain value)',
  constant: ' (plain value)',
  lambda: ' (function)',
  type: ' (type)',
};
const parameter = ({ name, accepts, as = 'column', rest, optional }: Param): string =>
  `${rest ? '...' : ''}${name}${optional ? '?' : ''}: ${accepts.label}${HOW[as]}`;
const KINDS: Readonly<Record<NonNullable<FunctionRecord['kind']>, string>> = {
  scalar: '',
  aggregate: ', aggregate',
  ranking: ', needs .over(window)',
  offset: ', needs .over(window)',
};

const lineOf = ({ name, spark, kind = 'scalar', params }: FunctionRecord): string =>
  `F.${name}(${params.map(parameter).join(', ')})${KINDS[kind]}; Spark: ${spark}`;
/** An operator's first parameter is what it is called on. */
const operatorLine = ({ name, spark, params: [on, ...others] }: Omit<FunctionRecord, 'example'>): string =>
  `(${on?.accepts.label ?? 'value'}).${name}(${others.map(parameter).join(', ')}); Spark: ${spark}`;

/** Functions that are built from others have no record, only a name. */
const composed = (known: ReadonlySet<string>): readonly FunctionLine[] =>
  Object.keys(F)
    .filter((name) => !known.has(name))
    .map((name) => ({ name, group: 'other', line: `F.${name}(…)` }));

export const functionLines = (): readonly FunctionLine[] => {
  const records = functionRecords();
  return [
    ...Object.values(OPERATORS).map((record) => ({ name: record.name, group: 'operator', line: operatorLine(record) })),
    ...records.map((record) => ({ name: record.name, group: record.group, line: lineOf(record) })),
    ...composed(new Set(records.map(({ name }) => name))),
  ];
};
