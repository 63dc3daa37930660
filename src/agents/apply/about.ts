/** Changes about one table, as agents that propose rules and types give them. */
import type { Change, ConstructRef, OptionName, SourceText, TableName } from '../change.ts';

/** Code in which the table itself is called `me`. */
export interface Told {
  readonly code: string;
  /** Names of lakewright's own that it uses. */
  readonly uses: readonly string[];
  /** Other tables that it refers to. @default none */
  readonly tables?: readonly TableName[];
}
export const ME = 'me';
const textOf = (me: ConstructRef, { code, uses, tables = [] }: Told): SourceText => ({ code, uses, tables: [{ name: ME, table: me }, ...tables] });

/** Statements after a table's own, e.g. its rules: `new UniqueRule(me, 'one_per_id', { … });`. */
export const statementsAfter = (table: ConstructRef, statements: readonly Told[]): Change => ({
  kind: 'statements',
  after: table,
  statements: statements.map((each) => textOf(table, each)),
});
/** Options of a table, or single columns of them: `{ 'columns.amount': { code: 't.decimal(9, 2)', uses: ['t'] } }`. */
export const optionsSet = (table: ConstructRef, options: { readonly [N in OptionName]?: Told }): Change => ({
  kind: 'properties',
  construct: table,
  set: Object.fromEntries(Object.entries(options).flatMap(([name, told]) => (told ? [[name, textOf(table, told)]] : []))),
});
