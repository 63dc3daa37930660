import type { Diagnostic } from '../../model/diagnostics/index.ts';

/** The same mistake, even if it has moved. */
export const isSameProblem = (one: Diagnostic, other: Diagnostic): boolean =>
  one.code === other.code && one.message === other.message && one.path === other.path && one.at?.file === other.at?.file;
