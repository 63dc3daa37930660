/** Proves bodies with what this machine has: the project's compiler, an evaluation and Spark in a cage, rows made to break them. */
import { constructsOf } from '../agents/apply/index.ts';
import type { Evidence } from '../agents/evidence.ts';
import type { Engines } from './engines.ts';
import type { Prove, ToProve } from './tools/verify-body.ts';
import { tablesByKey } from './workspace.ts';

/** What is left once the source is known to take the change, cheapest first. */
const CHECKS = ['types', 'definition', 'analyzer', 'sample', 'adversarial', 'examples', 'invariants', 'second'] as const;
const counted = (rows: NonNullable<ToProve['rows']>): string =>
  Object.entries(rows)
    .map(([key, given]) => `${given.length} of ${key}`)
    .join(', ');

/** The tables that a text of SQL names as `layer_table`. */
const namesIn = (sql: string, { checked: { model } }: ToProve): Readonly<Record<string, string>> => {
  const words = new Set(sql.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
  return Object.fromEntries(model.tables.flatMap(({ key }) => (words.has(key.replaceAll('.', '_')) ? [[key.replaceAll('.', '_'), key] as const] : [])));
};

/** A run on rows shows that it runs; nobody said whether the rows are right. */
const onGiven = (evidence: Evidence, rows: ToProve['rows']): Evidence => {
  if (evidence.verdict === 'skipped') return { ...evidence, says: rows ? 'the rows that were given are empty' : 'no rows were given' };
  const says = `${evidence.says}: ${counted(rows ?? {})}, as they were given`;
  if (evidence.verdict === 'passed') return { ...evidence, says };
  // The assistant has these rows: nothing in the problems is kept from it.
  const { withoutValues: _, ...failed } = evidence;
  return { ...failed, says };
};

/** Until the first check that fails; the rest would say the same or nothing. */
export const proveHere =
  (engines: Engines, unconfined = false): Prove =>
  async (what, _evidence, signal) => {
    const { checked, definition, sources, table, changes, rows, decisions, second } = what;
    const { root, model } = checked;
    const [prepared, engine, { openTrialFolder, verification }] = await Promise.all([
      engines.prepared(root),
      engines.of(root),
      import('../agents/trial/index.ts'),
    ]);
    const { decisionsKept } = await import('../agents/coding/examples.ts');
    const folder = openTrialFolder({ root, definition, sources, constructs: constructsOf(model), prepared, unconfined });
    try {
      const filled = tablesByKey(model).get(table);
      const intent = filled?.intent;
      const verify = verification(
        { root, folder, engine, prepared },
        {
          table,
          changes,
          texts: [intent ?? '', ...decisions.map(({ says }) => says)],
          ...(rows ? { sample: rows } : {}),
          second: second === undefined ? { why: 'no `second_sql` was given' } : { sql: second, names: namesIn(second, what) },
        },
        signal,
      );
      const examples = async (): Promise<Evidence> => {
        if (!filled) return { check: 'examples', verdict: 'skipped', says: `there is no table ${table}` };
        const runnable = async () => {
          const tried = await folder.attempt(changes, signal);
          return tried.model && { model: tried.model, table, files: tried.files };
        };
        return decisionsKept({ engine, runnable, model, table: filled, decisions });
      };
      const found: Evidence[] = [];
      for (const check of CHECKS) {
        signal.throwIfAborted();
        const evidence = check === 'examples' ? await examples() : (await verify(check)).evidence;
        found.push(check === 'sample' ? onGiven(evidence, rows) : evidence);
        if (evidence.verdict === 'failed') break;
      }
      return found;
    } finally {
      folder.close();
    }
  };
