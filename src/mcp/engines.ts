/** One warm Spark for each project that the server is asked about, started by the first question that needs it. */
import { join } from 'node:path';
import type { Engine } from '../agents/trial/trial.ts';
import type { Prepared } from '../run/run-session.ts';
import { warehouseOf } from '../run/stored.ts';

export interface Engines {
  readonly of: (root: string) => Promise<Engine>;
  /** What Spark runs on; prepared where it is missing. */
  readonly prepared: (root: string) => Promise<Prepared>;
  readonly close: () => Promise<void>;
}

export const sparkEngines = ({ unconfined = false }: { readonly unconfined?: boolean } = {}): Engines => {
  const prepared = new Map<string, Promise<Prepared>>();
  const engines = new Map<string, Promise<Engine>>();
  /** A failure is not kept: the next call may find what was missing. */
  const once = <T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
    const found = known.get(key);
    if (found) return found;
    const made = make();
    known.set(key, made);
    made.catch(() => known.delete(key));
    return made;
  };
  const prepare = (root: string): Promise<Prepared> =>
    once(prepared, root, async () => {
      const { ensureLocal } = await import('../run/index.ts');
      return ensureLocal({ root });
    });
  return {
    prepared: prepare,
    of: (root) =>
      once(engines, root, async () => {
        const { startEngine } = await import('../agents/trial/engine.ts');
        return startEngine({ root, prepared: await prepare(root), unconfined, show: [join(root, warehouseOf())] });
      }),
    close: async () => {
      await Promise.all([...engines.values()].map(async (engine) => (await engine).close()).map((closing) => closing.catch(() => undefined)));
      engines.clear();
    },
  };
};
