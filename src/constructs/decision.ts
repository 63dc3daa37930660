import type { DateText, MapOf, NumericKind, TimestampText } from '../query/kinds.ts';
import { readableOf, type Source } from '../query/source.ts';

declare const ROWS: unique symbol;
/** Rows of one table, as examples have them. */
export interface ExampleRowsOf {
  readonly [ROWS]: true;
}
/** A value of an example: a struct is an object, a map a list of pairs; bytes are in hexadecimal. */
export type ExampleValueOf<T> = T extends 'string' | 'binary'
  ? string
  : T extends 'decimal' | 'bigint'
    ? number | bigint | string
    : T extends NumericKind
      ? number
      : T extends 'boolean'
        ? boolean
        : T extends 'date'
          ? DateText
          : T extends 'timestamp'
            ? TimestampText
            : T extends 'timestamp_ntz'
              ? `${DateText}T${string}`
              : T extends string
                ? never
                : T extends MapOf<infer K, infer V>
                  ? readonly (readonly [ExampleValueOf<K>, ExampleValueOf<V> | null])[]
                  : T extends readonly (infer E)[]
                    ? readonly (ExampleValueOf<E> | null)[]
                    : ExampleRowOf<T>;
/** What a row does not name is NULL. */
export type ExampleRowOf<S> = { readonly [N in keyof S]?: ExampleValueOf<S[N]> | null };

/** Which meaning of an ambiguous intent is right, with the rows that tell the meanings apart. A generated test holds the body to it. */
export interface Decision<S> {
  /** One sentence, e.g. `of rows with the same id, the one with the largest amount`. */
  readonly says: string;
  /** What was asked. @default nobody asked */
  readonly question?: string;
  /** What the tables hold: `rowsOf(orders, [{ id: 1 }])`. Tables that are not named are empty. */
  readonly given: readonly ExampleRowsOf[];
  /** What the table then holds. Columns that no row names are not compared. */
  readonly gives: readonly ExampleRowOf<S>[];
}

const CONTENT = Symbol.for('lakewright.rows');
/** @internal */
export interface RowsContent {
  /** Undefined if it is not a table. */
  readonly table: string | undefined;
  readonly schema: NonNullable<ReturnType<typeof readableOf>>['schema'];
  readonly rows: unknown;
}
/** Rows of a table, for the examples of decisions: `rowsOf(orders, [{ id: 1, amount: 5 }])`. */
export const rowsOf = <S>(table: Source<S>, rows: readonly ExampleRowOf<NoInfer<S>>[]): ExampleRowsOf => {
  const readable = readableOf(table);
  const content: RowsContent = { table: readable?.table, schema: readable?.schema ?? [], rows };
  return Object.freeze({ [CONTENT]: Object.freeze(content) }) as never;
};
/** @internal The content of rows, or undefined if the value is not rows. */
export const rowsContent = (value: unknown): RowsContent | undefined =>
  typeof value === 'object' && value !== null ? (value as { [CONTENT]?: RowsContent })[CONTENT] : undefined;
