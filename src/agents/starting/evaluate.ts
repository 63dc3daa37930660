/** Whether a definition that was printed can be evaluated and has no errors, in a folder that is gone afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { linkPackages, packageFolder } from '../own-packages.ts';
import { trialDiagnostic } from '../trial/diagnostics.ts';
import { evaluatePlainly } from '../trial/plain-evaluation.ts';

const APP = '.projenrc.ts';
const SECONDS = 60;

/** What is an error in it. It was printed by us, with every literal escaped: it needs no cage. */
export const errorsOf = async (text: string, signal: AbortSignal): Promise<readonly Diagnostic[]> => {
  const root = mkdtempSync(join(tmpdir(), 'lakewright-start-'));
  try {
    linkPackages(root, { constructs: packageFolder('constructs'), projen: packageFolder('projen') });
    writeFileSync(join(root, 'package.json'), '{ "private": true, "type": "module" }\n');
    writeFileSync(join(root, APP), text);
    const found = await evaluatePlainly(join(root, APP), SECONDS, signal);
    signal.throwIfAborted();
    if ('why' in found) return [trialDiagnostic({ kind: 'evaluation-failed', why: found.why }, APP)];
    return [...found.diagnostics, ...found.projects.flatMap((project) => project.diagnostics)].filter(({ severity }) => severity === 'error');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
