/** Proves bodies with what this machine has: the project's compiler, an evaluation and Spark in a cage, rows made to break them. */
import { constructsOf } from '../agents/apply/index.ts';
import type { Evidence } from '../agents/evidence.ts';
import type { Engines } from './engines.ts';
import type { Prove, ToProve } from './tools/verify-body.ts';
import { tablesByKey } from './workspace.ts';

/** What is left when the source is known to take the change, cheapest first. */
const CHECKS = ['types', 'definition', 'analyzer', 'adversarial', 'invariants', 'second'] as const;

/** The tables that a text of SQL names as `layer_table`. */
const namesIn = (sql: string, { checked: { model } }: ToProve): Readonly<Record<string, string>> => {
  const words = new Set(sql.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
  return Object.fromEntries(model.tables.flatMap(({ key }) => (words.has(key.replaceAll('.', '_')) ? [[key.replaceAll('.', '_'), key] as const] : [])));
};

/** Until the first check that fails; the rest would say the same or nothing. */
export const proveHere =
  (engines: Engines, unconfined = false): Prove =>
  async (what, _evidence, signal) => {
    const { checked, definition, sources, table, changes, second } = what;
    const { root, model } = checked;
    const [prepared, engine, { openTrialFolder, verification }] = await Promise.all([
      engines.prepared(root),
      engines.of(root),
      import('../agents/trial/index.ts'),
    ]);
    const folder = openTrialFolder({ root, definition, sources, constructs: constructsOf(model), prepared, unconfined });
    try {
      const intent = tablesByKey(model).get(table)?.intent;
      const verify = verification(
        { root, folder, engine, prepared },
        {
          table,
          changes,
          ...(intent === undefined ? {} : { texts: [intent] }),
          second: second === undefined ? { why: 'no `second_sql` was given' } : { sql: second, names: namesIn(second, what) },
        },
        signal,
      );
      const found: Evidence[] = [];
      for (const check of CHECKS) {
        signal.throwIfAborted();
        const { evidence } = await verify(check);
        found.push(evidence);
        if (evidence.verdict === 'failed') break;
      }
      return found;
    } finally {
      folder.close();
    }
  };
