import { AgentFailure, agentDiagnostic } from '../agents/diagnostics.ts';
import { TrialFailure } from '../agents/trial/diagnostics.ts';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import { runDiagnostic } from '../run/diagnostics.ts';
import { RunFailure } from '../run/problem.ts';
import { CliFailure, cliDiagnostic } from './diagnostics.ts';

const hasDebug = (): boolean => (process.env['DEBUG'] ?? '').split(/[\s,]+/).includes('lakewright');

/** What ended a command: a user's mistake as it is, anything else as a defect, without its stack unless asked for. */
export const thrownDiagnostics = (thrown: unknown): readonly Diagnostic[] => {
  if (thrown instanceof CliFailure || thrown instanceof TrialFailure) return thrown.diagnostics;
  if (thrown instanceof AgentFailure) return [agentDiagnostic(thrown.problem, 'agents')];
  if (thrown instanceof RunFailure) return thrown.problems.map((problem) => runDiagnostic(problem, 'run'));
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message.split('\n', 1)[0]}` : String(thrown);
  const stack = hasDebug() && thrown instanceof Error ? thrown.stack : undefined;
  return [cliDiagnostic({ kind: 'defect', message, ...(stack === undefined ? {} : { stack }) }, 'lakewright')];
};
