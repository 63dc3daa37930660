/** Which Python a body may be: a function of frames, with no way to files, the network or the session. Read by Python's own parser before anything runs. */
import { askPython, type EventFields, isFields } from '../../run/ask-python.ts';
import { Interruption } from '../../run/interruption.ts';
import type { Prepared } from '../../run/run-session.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { trialDiagnostic } from './diagnostics.ts';

export interface PythonCandidate {
  readonly source: string;
  /** The function that has to be there. */
  readonly function: string;
  /** What it has to take. */
  readonly inputs: readonly string[];
  /** Why neither a relation nor SQL will do. */
  readonly reason: string;
  /** Why rows have to leave Spark. @default they must not */
  readonly leavesSpark?: string;
  /** The name of the file. */
  readonly file: string;
  /** What the code is for, in diagnostics. */
  readonly path: string;
}

const isSaid = (text = ''): boolean => /\p{L}{2}/u.test(text);
const refusedIn = (event: EventFields): readonly EventFields[] => (Array.isArray(event['refused']) ? event['refused'].filter(isFields) : []);

/** What is not allowed in a candidate, at its lines. Throws a `RunFailure` if Python cannot be asked. */
export const checkPython = async (candidate: PythonCandidate, prepared: Prepared, cwd: string, signal: AbortSignal): Promise<readonly Diagnostic[]> => {
  const { source, inputs, reason, leavesSpark, file, path } = candidate;
  if (!isSaid(reason)) return [trialDiagnostic({ kind: 'no-reason' }, path, undefined, ['query'])];
  const found: Diagnostic[] = [];
  const interruption = new Interruption(signal);
  try {
    await askPython({
      module: 'databricks_utils.body_candidate',
      request: { source, function: candidate.function, arguments: inputs, leaves_spark: isSaid(leavesSpark) },
      cwd,
      prepared,
      interruption,
      onEvent: (event) => {
        for (const { what, instead, line, column } of refusedIn(event)) {
          const place = { file, line: Number(line), column: Number(column) };
          const hint = typeof instead === 'string' ? instead : undefined;
          found.push(trialDiagnostic({ kind: 'not-allowed', what: String(what), instead: hint }, path, place, ['query']));
        }
      },
    });
  } finally {
    interruption.dispose();
  }
  return found;
};
