/** Whether a definition that was printed can be evaluated and has no errors, in a process of its own and a folder that is gone afterwards. */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { trialDiagnostic } from '../trial/diagnostics.ts';
import type { Evaluated } from '../trial/evaluated.ts';

const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const CHILD = fileURLToPath(new URL(`../../cli/evaluate.${EXTENSION}`, import.meta.url));
const OWN = fileURLToPath(new URL('../../../', import.meta.url));
const APP = '.projenrc.ts';
const SECONDS = 60;

/** This very lakewright, and what it is installed with. */
const linkPackages = (root: string): void => {
  const modules = join(root, 'node_modules');
  mkdirSync(modules, { recursive: true });
  symlinkSync(OWN, join(modules, 'lakewright'), 'junction');
  const require = createRequire(join(OWN, 'package.json'));
  for (const name of ['constructs', 'projen']) symlinkSync(dirname(require.resolve(`${name}/package.json`)), join(modules, name), 'junction');
};

const evaluated = (root: string, signal: AbortSignal): Promise<Evaluated> => {
  const { promise, resolve } = Promise.withResolvers<Evaluated>();
  const failed = (why: string): void => resolve({ projects: [], files: {}, diagnostics: [trialDiagnostic({ kind: 'evaluation-failed', why }, APP)] });
  const child = fork(CHILD, [APP], { cwd: root, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], signal, timeout: SECONDS * 1_000, killSignal: 'SIGKILL' });
  child.once('message', (message) => resolve(message as Evaluated));
  child.once('error', (error) => failed(error.message));
  child.once('close', (status, by) => failed(`its process ended with ${by ?? `status ${status}`}`));
  return promise;
};

/** What is an error in it. It was printed by us, with every literal escaped: it needs no cage. */
export const errorsOf = async (text: string, signal: AbortSignal): Promise<readonly Diagnostic[]> => {
  const root = mkdtempSync(join(tmpdir(), 'lakewright-start-'));
  try {
    linkPackages(root);
    writeFileSync(join(root, 'package.json'), '{ "private": true, "type": "module" }\n');
    writeFileSync(join(root, APP), text);
    const { projects, diagnostics } = await evaluated(root, signal);
    signal.throwIfAborted();
    return [...diagnostics, ...projects.flatMap((project) => project.diagnostics)].filter(({ severity }) => severity === 'error');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
