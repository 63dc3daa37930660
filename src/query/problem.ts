import { capturePlace, type Place } from './place.ts';

/**
 * What a query can get wrong, as data. The wording is the diagnostics catalogue's work (`src/model/diagnostics`).
 * A problem rides in the node where it was found, so that one mistake gives one message, however often the node is used.
 */
export type ProblemPayload =
  | { readonly kind: 'unknown-column'; readonly column: string; readonly available: readonly string[]; readonly of: string }
  | { readonly kind: 'unknown-field'; readonly field: string; readonly available: readonly string[] }
  | {
      readonly kind: 'argument-type';
      readonly function: string;
      readonly argument: string;
      readonly expected: string;
      readonly actual: string;
      readonly value?: string;
    }
  | { readonly kind: 'argument-count'; readonly function: string; readonly expected: string; readonly actual: number }
  | { readonly kind: 'operand-types'; readonly operator: string; readonly left: string; readonly right: string }
  | { readonly kind: 'literal-does-not-fit'; readonly value: string; readonly type: string }
  | { readonly kind: 'not-an-expression'; readonly where: string; readonly actual: string }
  | { readonly kind: 'not-boolean'; readonly where: string; readonly actual: string }
  | { readonly kind: 'row-outside-callback'; readonly column: string }
  | { readonly kind: 'javascript-operator'; readonly operator: string; readonly instead: string; readonly text: string }
  | { readonly kind: 'unused-expression'; readonly expression: string }
  | { readonly kind: 'access-only'; readonly function: string }
  | { readonly kind: 'aggregate-not-allowed'; readonly function: string; readonly where: string }
  | { readonly kind: 'window-not-allowed'; readonly where: string }
  | { readonly kind: 'bare-column-in-agg'; readonly column: string; readonly name: string }
  | { readonly kind: 'key-in-agg'; readonly column: string; readonly name: string; readonly step: string }
  | { readonly kind: 'pivot-constant'; readonly function: string; readonly beside: string; readonly type: string }
  | { readonly kind: 'nested-aggregate'; readonly function: string }
  | { readonly kind: 'duplicate-column'; readonly names: readonly string[]; readonly step: string }
  | { readonly kind: 'no-columns'; readonly step: string }
  | {
      readonly kind: 'union-mismatch';
      readonly step: string;
      readonly missing: readonly string[];
      readonly extra: readonly string[];
      readonly types: readonly string[];
    }
  | { readonly kind: 'join-key-types'; readonly column: string; readonly left: string; readonly right: string }
  | { readonly kind: 'not-one-column'; readonly columns: readonly string[]; readonly of: string }
  | { readonly kind: 'not-one-row'; readonly of: string }
  | { readonly kind: 'value-not-allowed'; readonly where: string }
  | { readonly kind: 'hidden-column'; readonly columns: readonly string[] }
  | { readonly kind: 'invalid-option'; readonly step: string; readonly option: string; readonly expected: string; readonly actual: string }
  | { readonly kind: 'not-a-source'; readonly step: string; readonly actual: string }
  | { readonly kind: 'branch-types'; readonly first: string; readonly other: string }
  | { readonly kind: 'time-window-not-allowed'; readonly where: string }
  | { readonly kind: 'no-watermark'; readonly step: string }
  | { readonly kind: 'second-watermark'; readonly column: string; readonly first: string }
  | { readonly kind: 'endless-group'; readonly column: string }
  | { readonly kind: 'not-on-stream'; readonly step: string }
  | { readonly kind: 'seed-file'; readonly path: string; readonly why: string }
  | { readonly kind: 'no-common-type'; readonly function: string; readonly types: readonly string[] };

export type Problem = ProblemPayload & { readonly at?: Place };
export type ProblemKind = ProblemPayload['kind'];

/** A problem at the place in the user's source that is being evaluated. */
export const problem = (payload: ProblemPayload): Problem => {
  const at = capturePlace();
  return Object.freeze(at ? { ...payload, at } : payload);
};
