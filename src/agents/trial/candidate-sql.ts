/** Says at which place of a text of SQL there is something that a body must not hold. */
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { CANDIDATE_FILE, placeIn } from './candidate.ts';
import { trialDiagnostic } from './diagnostics.ts';
import { forbiddenInSql } from './forbidden-sql.ts';

/** What is not allowed in a text of SQL: the first thing, at its line and column. */
export const checkSql = (sql: string, path: string): readonly Diagnostic[] => {
  const found = forbiddenInSql(sql);
  return found
    ? [trialDiagnostic({ kind: 'not-allowed', what: found.what, instead: found.instead }, path, placeIn(CANDIDATE_FILE, sql, found.at), ['query'])]
    : [];
};
