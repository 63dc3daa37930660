/** Changes of a definition's source, as data. Agents return them; the one applier makes them. */
import type { Place } from '../query/place.ts';

/** Which construct: where it is made, and what must be found there. */
export interface ConstructRef {
  /** `silver.orders`. */
  readonly key: string;
  /** Its name as declared, which the source has to show at that place. */
  readonly name: string;
  /** As in the model: the file relative to the project. */
  readonly at: Place;
}

/** A table that source text refers to: the applier finds its variable, imports it if needed, and puts its name in place of `name`. */
export interface TableName {
  /** The identifier in the text. */
  readonly name: string;
  readonly table: ConstructRef;
}

/** An expression in TypeScript, with what it needs around it. */
export interface SourceText {
  readonly code: string;
  readonly tables: readonly TableName[];
  /** Names from lakewright that the code uses, such as `from` and `F`. */
  readonly uses: readonly string[];
}

/** An option of a table, or one column of an option that goes by columns, as in `columns.amount`. */
export type OptionName = 'query' | 'decisions' | 'primaryKey' | 'columns' | 'describe' | `columns.${string}` | `describe.${string}`;

export type Change =
  /** Adds or replaces properties of one construct's options; every other byte of the file stays. */
  | { readonly kind: 'properties'; readonly construct: ConstructRef; readonly set: { readonly [N in OptionName]?: SourceText } }
  /** Inserts statements after the one that makes a construct. */
  | { readonly kind: 'statements'; readonly after: ConstructRef; readonly statements: readonly SourceText[] }
  /** A new file of the user's: the body in Python, or tests. Refused if it already exists. */
  | { readonly kind: 'file'; readonly path: string; readonly content: string };
