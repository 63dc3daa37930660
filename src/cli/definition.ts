/** Loads a definition into this process. Whatever goes wrong in it becomes a diagnostic at the user's own line. */
import { dirname, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { diagnosticOf } from '../model/diagnostics/index.ts';
import { withSession } from '../synth/session.ts';
import type { Synthesizable } from '../synth/synthesize.ts';
import { CliFailure, cliDiagnostic } from './diagnostics.ts';
import { findDefinition } from './find-definition.ts';
import type { CliProblem } from './problem.ts';
import { thrownDiagnostic, userPlace } from './thrown.ts';

/** For what is still running in a definition that has nothing more to say, like an open connection. */
const PATIENCE = 10_000;

/** The project as it was when `synth()` was called, whatever the definition does after that. */
const asOfNow = (project: Synthesizable): Synthesizable => {
  try {
    const built = project.build();
    return { ...project, build: () => built };
  } catch (defect) {
    // Not the user's fault, so it must not pass through the user's code.
    return {
      ...project,
      build: () => {
        throw defect;
      },
    };
  }
};

/** Resolves when nothing is left to do, like the end of a program: a definition may call `synth()` in a callback. */
const drained = (): { readonly end: Promise<true>; readonly stop: () => void } => {
  const { promise, resolve } = Promise.withResolvers<true>();
  const listener = (): void => resolve(true);
  process.once('beforeExit', listener);
  return { end: promise, stop: () => void process.off('beforeExit', listener) };
};

/** What `process.exit()` does in a definition: nothing could be checked or written after the real one. */
class Exit extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`process.exit(${status})`);
    this.status = status;
  }
}

/** Imports a file and waits for all that it starts; what it prints goes to stderr, because stdout is the command's. */
const runToEnd = async (file: string): Promise<CliProblem | undefined> => {
  const { promise: failure, reject } = Promise.withResolvers<never>();
  failure.catch(() => undefined);
  // Rejections that nobody handles arrive here as well.
  process.on('uncaughtException', reject);
  const { end, stop } = drained();
  const write = process.stdout.write;
  const exit = process.exit;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  process.exit = (status) => {
    throw new Exit(Number(status ?? process.exitCode ?? 0));
  };
  try {
    const isStuck = await Promise.race([import(pathToFileURL(file).href).then(() => false), end, failure]);
    if (isStuck) return { kind: 'never-ends' };
    await Promise.race([end, failure, setTimeout(PATIENCE, undefined, { ref: false })]);
    return undefined;
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    const at = userPlace(error);
    return { kind: 'exited', status: error.status, ...(at ? { at } : {}) };
  } finally {
    stop();
    process.stdout.write = write;
    process.exit = exit;
    process.off('uncaughtException', reject);
  }
};

const merged = (calls: readonly Synthesizable[], definition: string): readonly Synthesizable[] => {
  const byFolder = new Map<string, Synthesizable>();
  for (const call of calls) {
    const other = byFolder.get(call.root);
    if (other && other.name !== call.name) {
      throw new CliFailure(cliDiagnostic({ kind: 'shared-folder', names: [other.name, call.name], folder: call.root }, definition));
    }
    byFolder.set(call.root, call);
  }
  return [...byFolder.values()];
};

/** The projects for which a definition calls `synth()`. It is looked for in `cwd` and above; its folder becomes the current one. */
export const loadDefinition = async (app: string, cwd: string): Promise<readonly Synthesizable[]> => {
  const file = findDefinition(app, cwd);
  const definition = relative(cwd, file) || file;
  process.chdir(dirname(file));
  const calls: Synthesizable[] = [];
  await withSession({ onSynth: (project) => void calls.push(asOfNow(project)) }, async () => {
    let problem: CliProblem | undefined;
    try {
      problem = await runToEnd(file);
    } catch (error) {
      throw new CliFailure(await thrownDiagnostic(error, file, definition));
    }
    if (problem) throw new CliFailure(cliDiagnostic(problem, definition));
  });
  if (calls.length === 0) {
    throw new CliFailure(diagnosticOf({ problem: { kind: 'nothing-synthesized', file: definition }, path: definition, trace: {} }));
  }
  return merged(calls, definition);
};
