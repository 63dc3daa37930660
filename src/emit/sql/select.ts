/** One SELECT as data: what plan steps are folded into, and its text. */
import type { NamedExpr } from '../../query/node.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { type Doc, concat, group, hardline, indent, join, line } from './layout.ts';
import { type Scope, type Values, compileExpr } from './expression.ts';
import { LEVEL, type Piece, clause, within } from './syntax.ts';

export interface Item {
  readonly name: string;
  readonly doc: Doc;
  /** The expression's own name is already the column's name. */
  readonly named?: true;
}
export interface Select {
  /** FROM and everything up to WHERE; absent for rows without a source. */
  readonly from?: Doc;
  /** How expressions in this SELECT name the columns of `from`. */
  readonly scope: Scope;
  /** Whether `*` gives exactly the columns of the plan: a table may have more. */
  readonly closed: boolean;
  readonly where: readonly Piece[];
  /** Absent while the columns of `from` pass through. */
  readonly items?: readonly (Item | '*')[];
  readonly groupBy?: readonly Doc[];
  readonly hint?: string;
  readonly distinct?: true;
  readonly orderBy?: readonly Doc[];
  readonly limit?: number;
  readonly offset?: number;
}

const named = (name: string, doc: Doc): Item => ({ name, doc, named: true });
/** A column under its own name. */
export const passed = (name: string): Item => named(name, sqlIdentifier(name));
/** One column of a SELECT; a column that keeps its name needs no AS. */
export const item = ({ name, expr }: NamedExpr, scope: Scope, value?: Values): Item => {
  const { doc } = compileExpr(expr, scope, value);
  return expr.kind === 'column' && expr.name === name && typeof doc === 'string' ? named(name, doc) : { name, doc };
};

/** All columns, which have these names. */
export const everything = ({ closed }: Select, names: readonly string[]): readonly (Item | '*')[] => (closed ? ['*'] : names.map(passed));

/** Whether steps that read the columns of `from` can still be added. */
export const isOpen = (select: Select): boolean =>
  select.items === undefined && select.distinct === undefined && select.orderBy === undefined && select.limit === undefined;

const itemDoc = (one: Item | '*'): Doc => (one === '*' ? '*' : one.named ? one.doc : concat(one.doc, ` AS ${sqlIdentifier(one.name)}`));

/** The lines of a SELECT; `names` are the plan's columns. */
export const selectDoc = (select: Select, names: readonly string[]): Doc => {
  const items = select.items ?? everything(select, names);
  const word = `SELECT${select.hint ? ` /*+ ${select.hint} */` : ''}${select.distinct ? ' DISTINCT' : ''}`;
  const lines: Doc[] = [clause(word, items.map(itemDoc))];
  if (select.from !== undefined) lines.push(concat('FROM ', select.from));
  if (select.where.length > 0) {
    const conditions = select.where.map((piece) => within(piece, select.where.length > 1 ? LEVEL.and + 1 : LEVEL.loose));
    lines.push(group(concat('WHERE', indent(concat(line, join(concat(line, 'AND '), conditions))))));
  }
  if (select.groupBy && select.groupBy.length > 0) lines.push(clause('GROUP BY', select.groupBy));
  if (select.orderBy) lines.push(clause('ORDER BY', select.orderBy));
  if (select.limit !== undefined) lines.push(`LIMIT ${select.limit}${select.offset === undefined ? '' : ` OFFSET ${select.offset}`}`);
  return join(hardline, lines);
};
