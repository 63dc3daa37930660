import { dirname } from 'node:path';
import { spendingText } from '../../agents/budget.ts';
import { history as historyOf } from '../../agents/history.ts';
import type { Context } from '../context.ts';
import { thrownDiagnostics } from '../failure.ts';
import { findDefinition } from '../find-definition.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { pricesOf } from '../start-agents.ts';

export interface HistoryFlags extends AppFlag, JsonFlag {
  readonly prices?: string;
}
const STATES = { open: 'stopped in the middle', failed: 'failed', ended: '' } as const;

export default function history(this: Context, { app, json, prices }: HistoryFlags): void {
  try {
    const root = dirname(findDefinition(app, this.cwd));
    const sessions = historyOf(root, pricesOf(root, this.cwd, prices));
    if (json) {
      this.out(document({ ok: true, sessions, diagnostics: [] }));
      return;
    }
    if (sessions.length === 0) this.out('no agent was run here\n');
    for (const { id, at, command, state, proposals, calls, ...spent } of sessions) {
      const said = ['lakewright', command.name, ...command.arguments].join(' ');
      this.out(`${id}  ${at.slice(0, 19).replace('T', ' ')}  ${said}${STATES[state] && `  (${STATES[state]})`}\n`);
      for (const { agent, subject, outcome } of proposals) this.out(`    ${outcome.padEnd(11)} ${subject} (${agent})\n`);
      this.out(`    ${spendingText(calls, spent)}\n`);
    }
  } catch (error) {
    const found = thrownDiagnostics(error);
    this.fail();
    if (json) this.out(document({ ok: false, sessions: [], diagnostics: asData(found, this.cwd) }));
    else this.report(found);
  }
}
