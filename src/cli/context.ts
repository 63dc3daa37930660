import type { CommandContext } from '@stricli/core';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import { hasColor } from '../synth/print.ts';
import { renderDiagnostics } from '../synth/render.ts';

/** What a command gets from the process. Results go to stdout, everything said about them to stderr. */
export interface Context extends CommandContext {
  /** The folder from which the command was called; loading a definition changes the current one. */
  readonly cwd: string;
  /** What followed `--` on the command line; commands get it at the end of their arguments too. */
  readonly afterDashes: readonly string[];
  /** The session that `lakewright resume` continues. @default a new one */
  readonly resuming?: string;
  readonly out: (text: string) => void;
  readonly say: (text: string) => void;
  readonly report: (diagnostics: readonly Diagnostic[]) => void;
  /** Says that the command failed. */
  readonly fail: (status?: number) => void;
}

/** For the help texts; usage errors are reported as diagnostics, so what the parser says of them is not shown. */
const parserStreams = (): CommandContext['process'] => ({
  stdout: {
    write: (text) => void process.stdout.write(text),
    ...(hasColor(process.stdout) ? { getColorDepth: () => 8 } : {}),
  },
  stderr: { write: () => undefined },
});

export const makeContext = (argv: readonly string[]): Context => {
  const cwd = process.cwd();
  const dashes = argv.indexOf('--');
  return {
    process: parserStreams(),
    cwd,
    afterDashes: dashes === -1 ? [] : argv.slice(dashes + 1),
    out: (text) => void process.stdout.write(text),
    say: (text) => void process.stderr.write(text),
    report: (diagnostics) => void process.stderr.write(renderDiagnostics(diagnostics, { cwd, color: hasColor(process.stderr) })),
    fail: (status = 1) => {
      process.exitCode = status;
    },
  };
};
