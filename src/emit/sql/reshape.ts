/** Steps that make other rows from those of their input: explode, unpivot, pivot, groups at several levels, samples. */
import { type NamedExpr, walk } from '../../query/node.ts';
import type { ExplodePlan, GroupingSetsPlan, PivotPlan, SamplePlan, UnpivotPlan } from '../../query/plan.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { type Body, type From, type PlanContext, selectFrom } from './body.ts';
import { type Scope, compileExpr } from './expression.ts';
import { freeName } from './guard.ts';
import { type Doc, concat, hardline, join, line, parenthesized } from './layout.ts';
import { sqlLiteral } from './literal.ts';
import { type Item, item, passed, selectDoc } from './select.ts';
import { LEVEL, callDoc, listed, tight } from './syntax.ts';

/** A new column comes with FROM, so conditions on it can be in the same SELECT; one that replaces another does not. */
export const explode = (plan: ExplodePlan, context: PlanContext): Body => {
  const { input, name, items, keepEmpty, position, schema } = plan;
  const given = context.open(input);
  const select = given.from === undefined ? selectFrom(context.source(input)) : given;
  const value = compileExpr(items, select.scope).doc;
  const added = [...(position === undefined ? [] : [position]), name];
  const made = added.map(sqlIdentifier);
  const generator = position === undefined ? 'explode' : 'posexplode';
  const replaces = input.schema.some((column) => column.name === name);
  // Spark 4.0 and 4.1 take the backticks into a view's name that has a dot.
  if (!replaces && !added.some((one) => one.includes('.'))) {
    const alias = `each_${name}`;
    const view = concat(`LATERAL VIEW${keepEmpty ? ' OUTER' : ''} `, callDoc(generator, [value]), ` ${sqlIdentifier(alias)} AS ${made.join(', ')}`);
    const { isTable } = select.scope;
    const scope: Scope = { ...select.scope, isTable: (table) => isTable(table) || table.toLowerCase() === alias.toLowerCase() };
    return { ...select, scope, from: concat(select.from ?? '', hardline, view) };
  }
  const call = concat(callDoc(`${generator}${keepEmpty ? '_outer' : ''}`, [value]), ' AS ', made.length === 1 ? (made[0] ?? '') : `(${made.join(', ')})`);
  const exploded: Item = { name, doc: call, named: true };
  const columns = input.schema.map((column): Item => (column.name === name ? exploded : passed(column.name)));
  if (!replaces) columns.push(exploded);
  const names = schema.map((column) => column.name);
  return selectFrom(context.subquery('exploded', selectDoc({ ...select, items: columns }, names)), true);
};

/** Spark reads the name in its own `IS NOT NULL` as if it were SQL. */
const isMisread = (name: string): boolean => /[.`]/.test(name);
export const unpivot = ({ input, columns, nameColumn, valueColumn, keepNulls }: UnpivotPlan, context: PlanContext): Body => {
  const source = context.source(input);
  const value = sqlIdentifier(valueColumn);
  const inner = concat(`${value} FOR ${sqlIdentifier(nameColumn)} IN `, parenthesized(listed(columns.map(sqlIdentifier))));
  const own = !keepNulls && isMisread(valueColumn);
  const select = selectFrom({ ...source, doc: concat(source.doc, hardline, `UNPIVOT ${keepNulls || own ? 'INCLUDE NULLS ' : ''}`, parenthesized(inner)) });
  return own ? { ...select, where: [{ doc: `${value} IS NOT NULL`, level: LEVEL.compare }] } : select;
};

/** The columns that expressions use. */
const usedIn = (columns: readonly NamedExpr[]): ReadonlySet<string> => {
  const used = new Set<string>();
  walk(
    columns.map(({ expr }) => expr),
    (node) => {
      if (node.kind === 'column') used.add(node.name);
    },
  );
  return used;
};
/** PIVOT groups by all columns that it does not name: it gets no others, and those it uses under names of their own. */
export const pivot = ({ input, keys, column, values, aggregates, schema }: PivotPlan, context: PlanContext): Body => {
  const select = context.open(input);
  // The columns that PIVOT makes must not have the names of those that it reads.
  const taken = schema.map(({ name }) => ({ name }));
  const aliases = new Map<string, string>();
  for (const name of new Set([column, ...usedIn(aggregates)])) {
    const alias = freeName(name, taken);
    aliases.set(name, alias);
    taken.push({ name: alias });
  }
  const columns = [...aliases].map(([name, alias]): Item => (name === alias ? passed(name) : { name: alias, doc: sqlIdentifier(name) }));
  const items = [...keys.map((key) => item(key, select.scope)), ...columns];
  const rows = context.subquery('pivoted', selectDoc({ ...select, items }, []));
  const scope: Scope = { column: (_, name) => tight(sqlIdentifier(aliases.get(name) ?? name)), isTable: (name) => rows.names.includes(name) };
  const type = input.schema.find(({ name }) => name === column)?.type ?? { kind: 'string' };
  const alone = aggregates.length === 1;
  const results = aggregates.map(({ name, expr }) => concat(compileExpr(expr, scope).doc, ` AS ${sqlIdentifier(name)}`));
  const given = values.map((value) => {
    const alias = alone ? ` AS ${sqlIdentifier(`${value}_${aggregates[0]?.name}`)}` : '';
    return `${sqlLiteral(value, type)}${alias}`;
  });
  const inner = concat(join(concat(',', line), results), line, `FOR ${sqlIdentifier(aliases.get(column) ?? column)} IN `, parenthesized(listed(given)));
  const from: From = { doc: concat(rows.doc, hardline, 'PIVOT ', parenthesized(inner)), names: rows.names, closed: true };
  return selectFrom(from);
};

const WORDS = { rollup: 'ROLLUP', cube: 'CUBE', sets: 'GROUPING SETS' } as const;
export const groupingSets = ({ input, by, keys, sets = [], aggregates }: GroupingSetsPlan, context: PlanContext): Body => {
  const select = context.open(input);
  const column = (name: string): Doc => select.scope.column(0, name).doc;
  const of: readonly Doc[] = by === 'sets' ? sets.map((set) => concat('(', join(', ', set.map(column)), ')')) : keys.map(column);
  const items = [...keys.map((name): Item => ({ name, doc: column(name) })), ...aggregates.map((one) => item(one, select.scope))];
  const named = items.map((one, i): Item => (i < keys.length && one.doc === sqlIdentifier(one.name) ? { ...one, named: true } : one));
  return { ...select, items: named, groupBy: [concat(WORDS[by], ' ', parenthesized(listed(of)))] };
};

/** A share in percent, without the errors of binary numbers. */
const percent = (fraction: number): string => {
  const [digits = '', exponent = '0'] = fraction.toExponential().split('e');
  const [whole = '', rest = ''] = digits.split('.');
  const places = Number(exponent) + 2;
  if (places >= rest.length) return `${whole}${rest.padEnd(places, '0')}`.replace(/^0+(?=\d)/, '');
  if (places >= 0) return `${whole}${rest.slice(0, places)}.${rest.slice(places)}`;
  return `0.${'0'.repeat(-places - 1)}${whole}${rest}`;
};
export const sample = ({ input, fraction, seed }: SamplePlan, context: PlanContext): Body => {
  const source = context.source(input);
  return selectFrom({ ...source, doc: concat(source.doc, ` TABLESAMPLE (${percent(fraction)} PERCENT) REPEATABLE (${seed})`) });
};
