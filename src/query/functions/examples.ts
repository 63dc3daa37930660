import { isPlainValue, literalOf } from '../literal.ts';
import { rowOf } from '../row.ts';
import type { Expr, LiteralOf, Row } from '../expr.ts';
import { type Declared, declarationOf } from '../types.ts';
import type { Example } from './record.ts';

/** An example over rows: for aggregates, window functions, and where NULL matters. */
export const onRows = <S>(
  columns: Declared<S>,
  rows: readonly (readonly (LiteralOf<S[keyof S]> | null)[])[],
  of: (row: Row<S>) => Expr,
  gives: unknown,
): Example => {
  const schema = Object.entries(columns).map(([name, value]) => {
    const declared = declarationOf(value);
    return { name, type: declared?.type ?? ({ kind: 'error' } as const), nullable: !declared?.notNull };
  });
  const values = rows.map((row) =>
    schema.map(({ type }, i) => {
      const value: unknown = row[i];
      const literal = isPlainValue(value) ? literalOf(value, type) : undefined;
      return literal?.kind === 'literal' ? literal.value : null;
    }),
  );
  return { of: () => of(rowOf(schema, 0, () => 'the example').row as Row<S>), rows: { schema, values }, gives };
};
