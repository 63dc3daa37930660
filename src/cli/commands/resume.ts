import { dirname } from 'node:path';
import { AgentFailure } from '../../agents/diagnostics.ts';
import { history } from '../../agents/history.ts';
import { PRICES } from '../../agents/prices.ts';
import type { AgentFlags } from '../agent-flags.ts';
import type { Context } from '../context.ts';
import { thrownDiagnostics } from '../failure.ts';
import { DEFAULT_APP, findDefinition } from '../find-definition.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { openStarts, startsFolder } from '../kept-starts.ts';
import { RESUMABLE } from '../resumable.ts';

export interface ResumeFlags extends AppFlag, JsonFlag, AgentFlags {}

/** With the definition; where there is none yet, a project may have been begun from plain words. */
const sessionsFolder = (app: string, cwd: string): string => {
  try {
    return dirname(findDefinition(app, cwd));
  } catch (error) {
    if (openStarts(cwd).length === 0) throw error;
    return startsFolder(cwd);
  }
};

/** Runs the command of a session again: what was answered is taken from the session. Flags that are given here override those of the session. */
export default async function resume(this: Context, flags: ResumeFlags, asked?: string): Promise<void> {
  try {
    const sessions = history(sessionsFolder(flags.app, this.cwd), PRICES);
    const session = sessions.find(({ id, state }) => (asked === undefined ? state !== 'ended' : id === asked));
    if (!session && asked !== undefined) throw new AgentFailure({ kind: 'unknown-session', id: asked, known: sessions.map(({ id }) => id).toReversed() });
    if (!session || session.state === 'ended') throw new AgentFailure({ kind: 'nothing-to-resume', id: asked });
    const { id, command } = session;
    const load = Object.hasOwn(RESUMABLE, command.name) ? RESUMABLE[command.name] : undefined;
    if (!load) throw new AgentFailure({ kind: 'not-resumable', id, command: command.name });
    // Unless another is given, the definition is that of the session.
    const given = Object.fromEntries(Object.entries(flags).filter(([name, value]) => value !== undefined && !(name === 'app' && value === DEFAULT_APP)));
    const { default: run } = await load();
    await run.call({ ...this, resuming: id }, { ...command.flags, ...given } as never, ...(command.arguments as never));
  } catch (error) {
    const found = thrownDiagnostics(error);
    this.fail();
    if (flags.json) this.out(document({ ok: false, diagnostics: asData(found, this.cwd) }));
    else this.report(found);
  }
}
