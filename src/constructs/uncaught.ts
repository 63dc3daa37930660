import { basename } from 'node:path';
import { diagnosticOf } from '../model/diagnostics/index.ts';
import type { Diagnostic } from '../model/diagnostics/diagnostic.ts';
import { hasColor } from '../synth/print.ts';
import { renderDiagnostics } from '../synth/render.ts';
import { currentSession } from '../synth/session.ts';
import { DefinitionError } from './registry.ts';

/** A definition that stopped with an error, as a diagnostic at the user's own line. */
export const thrownDiagnostic = (error: unknown, project: string): Diagnostic => {
  const trace = error instanceof Error ? error : {};
  if (error instanceof DefinitionError) return diagnosticOf({ problem: error.problem, path: project, trace });
  const message = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : String(error);
  return diagnosticOf({ problem: { kind: 'definition-threw', error: message }, path: project, trace });
};

let installed = false;
/** If a definition is run directly (`node .projenrc.ts`), an error in it is shown as a diagnostic, not as a stack. */
export const reportUncaught = (project: string): void => {
  if (installed || currentSession() || !/^\.?projenrc\.[cm]?[jt]s$/.test(basename(process.argv[1] ?? ''))) return;
  installed = true;
  process.once('uncaughtException', (error) => {
    process.stderr.write(renderDiagnostics([thrownDiagnostic(error, project)], { cwd: process.cwd(), color: hasColor(process.stderr) }));
    process.exit(1);
  });
};
