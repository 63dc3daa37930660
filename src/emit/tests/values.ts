/** The values with which a definition is computed without Spark: exact ones only. */
import type { DataTypeNode } from '../../query/datatype.ts';
import type { LiteralNode } from '../../query/node.ts';

/** Stands for what only Spark can tell: it spreads to all that is computed from it. */
export const UNKNOWN: unique symbol = Symbol('unknown');
/** Decimals and big integers are numbers; days and moments are ISO text, whose order is theirs. */
export type Value = null | boolean | number | string | typeof UNKNOWN | readonly null[];
/** Only the length of an array is known: its elements are NULL. */
export const isArray = (value: Value): value is readonly null[] => Array.isArray(value);
/** By the names of columns. */
export type Row = ReadonlyMap<string, Value>;

/** These rows will not do: Spark would fail on them, or its answer depends on chance or on rounding. */
export class UnfitRows extends Error {}
/** Only Spark can tell which rows there are. */
export class UnknownRows extends Error {}

/** Undefined if making something ends with one of these. */
export const unless = <T>(ends: typeof UnfitRows | typeof UnknownRows, make: () => T): T | undefined => {
  try {
    return make();
  } catch (error) {
    if (error instanceof ends) return undefined;
    throw error;
  }
};

export type Family = 'number' | 'text' | 'boolean' | 'date' | 'timestamp' | 'timestamp_ntz';
const FAMILIES: Readonly<Partial<Record<DataTypeNode['kind'], Family>>> = {
  string: 'text',
  varchar: 'text',
  boolean: 'boolean',
  tinyint: 'number',
  smallint: 'number',
  int: 'number',
  bigint: 'number',
  double: 'number',
  decimal: 'number',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ntz: 'timestamp_ntz',
};
const MOST_SCALE = 10;
/** How many digits a number holds exactly. */
const DIGITS = 15;
/** Undefined for types whose values are not computed: floats round, and containers are passed on at most. */
export const familyOf = (type: DataTypeNode): Family | undefined => (type.kind === 'decimal' && type.scale > MOST_SCALE ? undefined : FAMILIES[type.kind]);

const BOUNDS: Readonly<Partial<Record<DataTypeNode['kind'], number>>> = { tinyint: 2 ** 7, smallint: 2 ** 15, int: 2 ** 31, bigint: 2 ** 52 };
const MOST = 1e9;
/** A computed number in its type; Spark fails if it does not fit. */
export const fitted = (value: number, type: DataTypeNode): Value => {
  const bound = BOUNDS[type.kind];
  if (bound !== undefined) {
    if (!Number.isInteger(value)) return UNKNOWN;
    if (value >= bound || value < -bound) throw new UnfitRows();
    return value === 0 ? 0 : value;
  }
  if (!Number.isFinite(value)) throw new UnfitRows();
  if (type.kind === 'double') return value === 0 ? 0 : value;
  if (type.kind !== 'decimal' || type.scale > MOST_SCALE) return UNKNOWN;
  if (Math.abs(value) >= Math.min(MOST, 10 ** Math.min(type.precision - type.scale, DIGITS - type.scale))) throw new UnfitRows();
  return Number(value.toFixed(type.scale));
};

export const literalValue = ({ value, type }: Pick<LiteralNode, 'value' | 'type'>): Value => {
  if (value === null) return null;
  switch (familyOf(type)) {
    case 'number': {
      const number = Number(value);
      return Number.isFinite(number) && Math.abs(number) < 2 ** 52 ? number : UNKNOWN;
    }
    case 'timestamp':
    case 'timestamp_ntz': {
      const text = String(value);
      const moment = new Date(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
      return Number.isNaN(moment.getTime()) || /\.\d{4,}/.test(text) ? UNKNOWN : moment.toISOString();
    }
    case 'text':
      // Spark orders by bytes, JavaScript by UTF-16 units.
      return /[\ud800-\udfff]/.test(String(value)) ? UNKNOWN : String(value);
    case undefined:
      return UNKNOWN;
    default:
      return value;
  }
};

export const isKnown = (value: Value): value is Exclude<Value, typeof UNKNOWN> => value !== UNKNOWN;
/** Both are of one family and not NULL. */
export const order = (a: Value, b: Value): number => ((a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0);
/** Values side by side as one text that is equal where they are; NULL equals NULL. */
export const keyOf = (values: readonly Value[]): string => {
  if (!values.every(isKnown)) throw new UnknownRows();
  return JSON.stringify(values.map((value) => (value === 0 ? 0 : value)));
};
