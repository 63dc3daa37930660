/** Bodies in Python, read by Python's own parser; none of their code runs. */
import type { Model } from '../../model/model.ts';
import { askPython, type EventFields, isFields } from '../../run/ask-python.ts';
import type { Interruption } from '../../run/interruption.ts';
import type { Prepared } from '../../run/run-session.ts';
import type { ReviewProblem } from './diagnostics.ts';

export interface PythonProblem {
  readonly table: string;
  readonly problem: ReviewProblem;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}
export interface PythonReviewOptions {
  readonly root: string;
  readonly model: Model;
  readonly tables: readonly string[];
  readonly prepared: Prepared;
  readonly interruption: Interruption;
}

const TEXTS: Readonly<Record<string, (code: string) => ReviewProblem>> = {
  'comes-to-driver': (call) => ({ kind: 'comes-to-driver', call }),
  'python-per-row': (name) => ({ kind: 'python-per-row', name }),
  'column-loop': (call) => ({ kind: 'column-loop', call }),
  'one-partition': (call) => ({ kind: 'one-partition', call }),
  'side-effect': (call) => ({ kind: 'side-effect', call }),
  'swallowed-error': () => ({ kind: 'swallowed-error' }),
  'any-rows': (rows) => ({ kind: 'any-rows', rows }),
  'every-with-every': (right) => ({ kind: 'every-with-every', right: `the other frame (${right})` }),
  'changes-with-time': (name) => ({ kind: 'changes-with-time', function: name }),
  'any-order': (name) => ({ kind: 'any-order', function: name }),
  'null-dropped': (comparison) => ({ kind: 'null-dropped', column: 'the column', comparison }),
};
const problemsOf = (event: EventFields): readonly PythonProblem[] => {
  const found = Array.isArray(event['found']) ? event['found'].filter(isFields) : [];
  return found.flatMap((each): readonly PythonProblem[] => {
    const make = TEXTS[String(each['kind'])];
    const place = { line: Number(each['line']), column: Number(each['column']) };
    return make ? [{ table: String(event['table']), problem: make(String(each['code'])), ...place }] : [];
  });
};

/** What is found in the bodies of these tables; a file that cannot be read is for `check --spark` to report. */
export const pythonProblems = async ({ root, model, tables, prepared, interruption }: PythonReviewOptions): Promise<readonly PythonProblem[]> => {
  const asked = new Set(tables);
  const bodies = model.tables.flatMap(({ key, body }) =>
    asked.has(key) && body.kind === 'python' ? [{ table: key, file: body.file, function: body.function }] : [],
  );
  if (bodies.length === 0) return [];
  const found: PythonProblem[] = [];
  await askPython({
    module: 'databricks_utils.body_review',
    request: { project: root, bodies },
    cwd: root,
    prepared,
    interruption,
    onEvent: (event) => {
      if (event['event'] === 'body_reviewed') found.push(...problemsOf(event));
    },
  });
  return found;
};
