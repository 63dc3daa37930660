import { scalar } from '../datatype.ts';
import type { Agg, Expr } from '../expr.ts';
import { fn } from './catalogue.ts';
import { always, ANY, neverNull, param } from './record.ts';
import { lit } from './values.ts';

/** Rows, or those where a value is not NULL. Never NULL itself. */
export const count = fn<(value?: Expr) => Agg<'bigint'>>({
  name: 'count', spark: 'count', group: 'aggregate', kind: 'aggregate',
  params: [param('value', ANY, { optional: true })], returns: always(scalar('bigint')), nullable: neverNull,
  example: { of: (): Expr => count(lit(1)), gives: '1' },
});
