/** Checks on what the Spark of a job does not have yet, or reads differently. */
import { recordOf } from '../../query/functions/catalogue.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import { exprsOf, stepsOf } from '../../query/plan.ts';
import { isSqlQuoted, sqlTokens } from '../../query/sql-tokens.ts';
import type { Definition, Finding, JobDraft, TableDraft } from '../definition.ts';
import type { ComputeModel } from '../operations.ts';
import { ruleExprs } from '../rules.ts';
import { SERVERLESS, sparkOfRuntime } from '../runtimes.ts';
import { refreshedBy } from './operations.ts';
import { tablePath } from './structure.ts';

interface Place {
  readonly job: string;
  readonly compute: string;
  readonly spark: string;
}
const placeOf = (job: string, compute: ComputeModel): Place | undefined => {
  if (compute.kind === 'serverless') return { job, compute: `environment ${SERVERLESS.environment} of serverless compute`, spark: SERVERLESS.spark };
  const spark = sparkOfRuntime(compute.sparkVersion);
  return spark === undefined ? undefined : { job, compute: `runtime ${compute.sparkVersion}`, spark };
};
/** Where a job runs with the oldest Spark; it can run elsewhere in each environment. */
const oldestPlace = ({ name, compute }: JobDraft): Place | undefined =>
  [compute.value, ...Object.values(compute.overrides ?? {})]
    .flatMap((one) => placeOf(`job "${name}"`, one) ?? [])
    .toSorted((a, b) => Number(a.spark) - Number(b.spark))[0];
/** By table, where it is refreshed with the oldest Spark. */
const oldestPlaces = (d: Definition, own: readonly TableDraft[]): ReadonlyMap<string, Place> => {
  // A project without jobs has one that refreshes everything.
  const everywhere = d.jobs.length === 0 && d.environments.length > 0 ? placeOf('the job of the project', { kind: 'serverless' }) : undefined;
  const places = new Map(everywhere ? own.map(({ key }) => [key, everywhere]) : []);
  for (const job of d.jobs) {
    const place = oldestPlace(job);
    if (place === undefined) continue;
    for (const key of refreshedBy(job, own)) {
      const other = places.get(key);
      if (other === undefined || Number(place.spark) < Number(other.spark)) places.set(key, place);
    }
  }
  return places;
};

/** Functions that came after Spark 4.0, by their names in `F`, with the version that brought them. */
const newerFunctions = (roots: readonly ExprNode[]): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  walk(roots, (node) => {
    if (node.kind !== 'call' && node.kind !== 'aggregate') return true;
    const since = recordOf(node.fn)?.since;
    if (since !== undefined) found.set(node.fn, since);
    return true;
  });
  return found;
};

/** Texts of which one directly follows the other, `'it''s'`: from 4.1 on, Spark reads that as one quote, and before as two texts. */
const doubledQuote = (sql: string): string | undefined => {
  const tokens = sqlTokens(sql);
  const at = tokens.findIndex((token, i) => {
    const before = tokens[i - 1];
    return before !== undefined && isSqlQuoted(before) && isSqlQuoted(token) && /^['"]/.test(token.text) && token.text[0] === before.text[0];
  });
  return at < 0 ? undefined : `${tokens[at - 1]?.text}${tokens[at]?.text}`;
};
const sqlTexts = ({ body }: TableDraft, exprs: readonly ExprNode[]): readonly string[] => {
  const texts = body.kind === 'sql' ? body.parts.filter((part) => typeof part === 'string') : [];
  walk(exprs, (node) => {
    if (node.kind === 'sqlText') texts.push(...node.parts.filter((part) => typeof part === 'string'));
    return true;
  });
  return texts;
};

/** A finding for each table whose query or rules mean nothing, or something else, to a job that refreshes it. */
export const sparkVersionFindings = (d: Definition): readonly Finding[] => {
  const own = d.tables.filter(({ kind }) => kind !== 'external');
  const places = oldestPlaces(d, own);
  if (places.size === 0) return [];
  const rules = Map.groupBy(d.rules, ({ table }) => table);
  return own.flatMap((table): readonly Finding[] => {
    const place = places.get(table.key);
    if (place === undefined) return [];
    const exprs = [...bodyExprs(table), ...(rules.get(table.key) ?? []).flatMap((rule) => ruleExprs(rule))];
    const missing = [...newerFunctions(exprs)].filter(([, since]) => Number(since) > Number(place.spark)).map(([name, since]) => ({ name, since }));
    const where = { path: tablePath(d, table), key: [], trace: table.trace };
    const doubled = place.spark === '4.0' ? sqlTexts(table, exprs).flatMap((text) => doubledQuote(text) ?? []) : [];
    return [
      ...(missing.length > 0 ? [{ ...where, problem: { kind: 'newer-function', table: table.key, functions: missing, ...place } } as const] : []),
      ...doubled.slice(0, 1).map((text): Finding => ({ ...where, problem: { kind: 'doubled-quote', table: table.key, text, ...place } })),
    ];
  });
};

const bodyExprs = ({ body }: TableDraft): readonly ExprNode[] => (body.kind === 'relation' ? stepsOf(body.plan).flatMap((step) => exprsOf(step)) : []);
