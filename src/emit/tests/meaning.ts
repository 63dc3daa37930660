/** How a scalar function is computed without Spark. */
import type { CallNode } from '../../query/node.ts';
import { type Family, type UNKNOWN, UnfitRows, type Value } from './values.ts';

export type Known = Exclude<Value, typeof UNKNOWN>;
export type Meaning = (args: readonly Known[], node: CallNode) => Value;
/** NULL if an argument is; `Args` are the types of the others then. */
export const strict =
  <Args extends readonly Known[]>(meaning: (args: Args, node: CallNode) => Value): Meaning =>
  (args, node) =>
    args.includes(null) ? null : meaning(args as unknown as Args, node);
/** Spark ends with an error here. */
export const fails = (): never => {
  throw new UnfitRows();
};

export const NUMBER: readonly Family[] = ['number'];
export const TEXT: readonly Family[] = ['text'];
export const MOMENT: readonly Family[] = ['timestamp', 'timestamp_ntz'];
export const TIME: readonly Family[] = ['date', ...MOMENT];
/** A function whose arguments are of these families, in this order; with more or fewer arguments it is another function. */
export interface Signed {
  readonly takes: readonly (readonly Family[])[];
  /** The fewest arguments. */
  readonly required: number;
  readonly meaning: Meaning;
}
export const signed = <Args extends readonly Known[]>(
  takes: Signed['takes'],
  meaning: (args: Args, node: CallNode) => Value,
  required = takes.length,
): Signed => ({
  takes,
  required,
  meaning: strict(meaning),
});
