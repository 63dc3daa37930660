import type { Expr, StringExpr } from '../expr.ts';
import { fn } from './catalogue.ts';
import { anyNull, param, returnsString, TEXT } from './record.ts';
import { lit } from './values.ts';

/** Text in upper case. */
export const upper = fn<(text: Expr<'string'>) => StringExpr>({
  name: 'upper', spark: 'upper', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => upper(lit('Zürich')), gives: 'ZÜRICH' },
});
