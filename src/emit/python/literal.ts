/** Values of the definition as Python. */
import { type DataTypeNode, typeText } from '../../query/datatype.ts';
import type { LiteralNode } from '../../query/node.ts';
import { pythonFloat, pythonString } from '../../utils/python-text.ts';
import { sqlLiteral } from '../sql/literal.ts';
import type { Imports } from './imports.ts';
import { LEVEL, type Piece, call, method, plain, string, toDoc } from './syntax.ts';

type Value = LiteralNode['value'];
const INT = { least: -2_147_483_648n, most: 2_147_483_647n };
/** Whether PySpark makes an `int` of it, not a `bigint`. */
const isInt = (value: bigint): boolean => value >= INT.least && value <= INT.most;

const number = (text: string): Piece => plain(text, text.startsWith('-') ? LEVEL.unary : LEVEL.primary);
const float = (value: Value): Piece => {
  const parsed = Number(value);
  return Number.isFinite(parsed) ? number(pythonFloat(parsed)) : call('float', [pythonString(String(value).toLowerCase().replace('infinity', 'inf'))]);
};
/** A moment in the one form that `fromisoformat` reads in all versions of Python. */
export const isoMoment = (text: string): string => {
  const [, day, time = '00:00', seconds = ':00', fraction, zone = ''] = /^([\d-]+)T(\d{2}:\d{2})(:\d{2})?(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  return `${day}T${time}${seconds}${fraction === undefined ? '' : `.${fraction.padEnd(6, '0')}`}${zone === 'Z' ? '+00:00' : zone}`;
};
const date = (value: Value, imports: Imports): Piece => {
  const [year, month, day] = String(value).split('-').map(Number);
  return call(`${imports.use('dt')}.date`, [year, month, day].map(String));
};
const moment = (text: string, imports: Imports): Piece => call(`${imports.use('dt')}.datetime.fromisoformat`, [pythonString(text)]);

/** The value as a Python object of the matching type, as in rows; undefined for NULL. */
export const pythonValue = (value: Value, type: DataTypeNode, imports: Imports): Piece => {
  if (value === null) return plain('None');
  switch (type.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return string(String(value));
    case 'boolean':
      return plain(value === true ? 'True' : 'False');
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return number(String(value));
    case 'float':
    case 'double':
      return float(value);
    case 'decimal':
      return call(imports.use('Decimal'), [pythonString(String(value))]);
    case 'date':
      return date(value, imports);
    case 'timestamp':
      return moment(isoMoment(String(value)), imports);
    case 'timestamp_ntz':
      return moment(isoMoment(String(value)).replace(/[+-]\d{2}:\d{2}$/, ''), imports);
    case 'binary':
      return call('bytes.fromhex', [pythonString(String(value))]);
    default:
      throw new Error(`there are no values of type ${type.kind}`);
  }
};

/**
 * The value as PySpark's operators and `F.when` take it, if a plain Python value means exactly this type to Spark; else undefined.
 * A `Decimal` does not: Spark Connect makes decimal(10,0) of each.
 */
export const bareValue = ({ value, type }: LiteralNode, imports: Imports): Piece | undefined => {
  if (value === null) return undefined;
  switch (type.kind) {
    case 'bigint':
      return isInt(BigInt(String(value))) ? undefined : pythonValue(value, type, imports);
    case 'string':
    case 'boolean':
    case 'int':
    case 'double':
    case 'date':
    case 'timestamp':
      return pythonValue(value, type, imports);
    default:
      return undefined;
  }
};

/** The value as a column. */
export const literalColumn = (node: LiteralNode, imports: Imports): Piece => {
  const { value, type } = node;
  const lit = (piece: Piece): Piece => call(`${imports.use('F')}.lit`, [toDoc(piece)]);
  const bare = bareValue(node, imports);
  if (bare) return lit(bare);
  if (value === null) return method(lit(plain('None')), 'cast', [pythonString(typeText(type))]);
  switch (type.kind) {
    case 'decimal':
    case 'timestamp_ntz':
      return call(`${imports.use('F')}.expr`, [pythonString(sqlLiteral(value, type))]);
    case 'binary':
      return lit(pythonValue(value, type, imports));
    default:
      return method(lit(pythonValue(value, type, imports)), 'cast', [pythonString(typeText(type))]);
  }
};
