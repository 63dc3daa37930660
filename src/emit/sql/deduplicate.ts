import type { DataTypeNode } from '../../query/datatype.ts';
import type { DropDuplicatesPlan, SchemaColumn } from '../../query/plan.ts';
import { sqlIdentifier, sqlString } from '../../utils/sql-text.ts';
import { compileExpr } from './expression.ts';
import { type Doc, concat, group, indent, line } from './layout.ts';
import { type Body, type PlanContext, selectFrom } from './plan.ts';
import { selectDoc } from './select.ts';
import { LEVEL, callDoc, tight } from './syntax.ts';
import { sortDoc, windowDoc } from './window.ts';

const isOrderable = (type: DataTypeNode): boolean => {
  switch (type.kind) {
    case 'map':
    case 'variant':
      return false;
    case 'array':
      return isOrderable(type.element);
    case 'struct':
      return type.fields.every((field) => isOrderable(field.type));
    default:
      return true;
  }
};
/** The same text for the same content, as the runtime writes it: `to_json` alone would cut timestamps to milliseconds. */
const JSON_OPTIONS =
  "map('timestampFormat', 'yyyy-MM-dd\\'T\\'HH:mm:ss.SSSSSSXXX', 'timestampNTZFormat', 'yyyy-MM-dd\\'T\\'HH:mm:ss.SSSSSS', 'timeZone', 'UTC')";
const tieBreaker = ({ name, type }: SchemaColumn): Doc =>
  isOrderable(type) ? sqlIdentifier(name) : `to_json(struct(${sqlIdentifier(name)}), ${JSON_OPTIONS})`;

/** A name that no column has. */
export const freeName = (word: string, columns: readonly { readonly name: string }[]): string => {
  const taken = new Set(columns.map((column) => column.name.toLowerCase()));
  let name = word;
  while (taken.has(name)) name += '_';
  return name;
};
/** Fails the query with an error of the runtime, which finds its name in brackets. */
export const raise = (error: string, message: string, details: readonly Doc[] = []): Doc =>
  details.length === 0
    ? callDoc('raise_error', [sqlString(`[${error}] ${message}`)])
    : callDoc('raise_error', [callDoc('concat', [sqlString(`[${error}] ${message}: `), callDoc('concat_ws', ["', '", ...details])])]);

/** One row per key by its place in the order: QUALIFY would be shorter, but only Databricks has it. */
export const deduplicate = (plan: DropDuplicatesPlan, context: PlanContext): Body => {
  const { input, by, ties, schema } = plan;
  const select = context.open(input);
  const names = schema.map((column) => column.name);
  const keys = by.map((name) => sqlIdentifier(name));
  const given = plan.order.map((key) => sortDoc(key, compileExpr(key.expr, select.scope)));
  const decided = new Set([...by, ...plan.order.flatMap(({ expr }) => (expr.kind === 'column' ? [expr.name] : []))]);
  const all = [...given, ...schema.filter((column) => !decided.has(column.name)).map(tieBreaker)];

  const columns = select.closed ? (['*'] as const) : names.map((name) => ({ name, doc: sqlIdentifier(name), named: true }) as const);
  const place = freeName('__place', schema);
  const rank = freeName('__rank', schema);
  const row = freeName('__row', schema);
  const first = concat('row_number() ', windowDoc(keys, all));
  // Rows that are equal as a whole are no ambiguity: whichever stays, the result is the same.
  const fails = [
    { name: rank, doc: concat('rank() ', windowDoc(keys, given)) },
    { name: row, doc: concat('dense_rank() ', windowDoc(keys, all)) },
  ];
  const ranked = context.subquery('ranked', selectDoc({ ...select, items: [...columns, { name: place, doc: first }, ...(ties === 'fail' ? fails : [])] }, names));
  const error = raise('AmbiguousRowError', `several rows tie for the first place of their ${by.join(', ')}`, keys.map((key) => concat('CAST(', key, ' AS STRING)')));
  const condition =
    ties === 'fail'
      ? tight(group(concat('CASE', indent(concat(line, `WHEN ${rank} = 1 AND ${row} > 1 THEN CAST(`, error, ' AS BOOLEAN)', line, `ELSE ${place} = 1`)), line, 'END')))
      : { doc: `${place} = 1`, level: LEVEL.compare };
  return { ...selectFrom(ranked, false), where: [condition] };
};
