import type { Synthesizable } from './synthesize.ts';

/**
 * Who asked for the synthesis. The command line loads a definition into its own process and takes over `project.synth()`;
 * without a session, `synth()` writes and prints. `Symbol.for`, because the definition may load its own copy of the package.
 */
export interface Session {
  readonly onSynth: (project: Synthesizable) => void;
}
const SESSION = Symbol.for('lakewright.session');
interface Holder {
  [SESSION]?: Session;
}
export const currentSession = (): Session | undefined => (globalThis as Holder)[SESSION];

/** Runs with a session; `synth()` calls during that time go to it. */
export const withSession = async <R>(session: Session, run: () => Promise<R>): Promise<R> => {
  const holder = globalThis as Holder;
  const outer = holder[SESSION];
  holder[SESSION] = session;
  try {
    return await run();
  } finally {
    if (outer) holder[SESSION] = outer;
    else delete holder[SESSION];
  }
};
