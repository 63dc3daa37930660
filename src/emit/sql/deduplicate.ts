import type { DataTypeNode } from '../../query/datatype.ts';
import type { DropDuplicatesPlan, SchemaColumn } from '../../query/plan.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { type Body, type PlanContext, selectFrom } from './body.ts';
import { compileExpr } from './expression.ts';
import { failWhere, freeName, raise } from './guard.ts';
import { type Doc, concat } from './layout.ts';
import { everything, selectDoc } from './select.ts';
import { LEVEL } from './syntax.ts';
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
export const JSON_OPTIONS =
  "map('timestampFormat', 'yyyy-MM-dd\\'T\\'HH:mm:ss.SSSSSSXXX', 'timestampNTZFormat', 'yyyy-MM-dd\\'T\\'HH:mm:ss.SSSSSS', 'timeZone', 'UTC')";
const tieBreaker = ({ name, type }: SchemaColumn): Doc =>
  isOrderable(type) ? sqlIdentifier(name) : `to_json(struct(${sqlIdentifier(name)}), ${JSON_OPTIONS})`;

/** One row per key by its place in the order: QUALIFY would be shorter, but only Databricks has it. */
export const deduplicate = (plan: DropDuplicatesPlan, context: PlanContext): Body => {
  const { input, by, ties, schema } = plan;
  const select = context.open(input);
  const names = schema.map((column) => column.name);
  const keys = by.map((name) => sqlIdentifier(name));
  const given = plan.order.map((key) => sortDoc(key, compileExpr(key.expr, select.scope)));
  const decided = new Set([...by, ...plan.order.flatMap(({ expr }) => (expr.kind === 'column' ? [expr.name] : []))]);
  const all = [...given, ...schema.filter((column) => !decided.has(column.name)).map(tieBreaker)];

  const place = freeName('__place', schema);
  const rank = freeName('__rank', schema);
  const row = freeName('__row', schema);
  const first = concat('row_number() ', windowDoc(keys, all));
  // Rows that are entirely equal are not ambiguous: whichever stays, the result is the same.
  const fails = [
    { name: rank, doc: concat('rank() ', windowDoc(keys, given)) },
    { name: row, doc: concat('dense_rank() ', windowDoc(keys, all)) },
  ];
  const ranked = context.subquery(
    'ranked',
    selectDoc({ ...select, items: [...everything(select, names), { name: place, doc: first }, ...(ties === 'fail' ? fails : [])] }, names),
  );
  const error = raise(
    'AmbiguousRowError',
    `several rows with the same ${by.join(', ')} tie for first place`,
    keys.map((key) => concat('CAST(', key, ' AS STRING)')),
  );
  const condition = ties === 'fail' ? failWhere(`${rank} = 1 AND ${row} > 1`, error, `${place} = 1`) : { doc: `${place} = 1`, level: LEVEL.compare };
  return { ...selectFrom(ranked, false), where: [condition] };
};
