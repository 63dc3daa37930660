import { renderDiagnostics } from './render.ts';
import type { SynthResult } from './synthesize.ts';

/** Whether a stream shows colours: a terminal, unless NO_COLOR is set; FORCE_COLOR wins. */
export const hasColor = (stream: NodeJS.WriteStream): boolean => {
  const { FORCE_COLOR, NO_COLOR } = process.env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0';
  return (NO_COLOR === undefined || NO_COLOR === '') && stream.isTTY;
};

const files = (n: number): string => `${n} file${n === 1 ? '' : 's'}`;
/** What a synthesis did, in one line. */
export const synthLine = ({ created, changed, removed, unchanged }: SynthResult): string => {
  const written = [
    created.length > 0 ? `${created.length} new` : '',
    changed.length > 0 ? `${changed.length} changed` : '',
    removed.length > 0 ? `${removed.length} removed` : '',
  ].filter((t) => t !== '');
  return written.length === 0
    ? `${files(unchanged)} up to date`
    : `${files(created.length + changed.length + unchanged)}: ${[...written, `${unchanged} unchanged`].join(', ')}`;
};

/** Prints the outcome and sets the exit status. */
export const printSynth = (result: SynthResult): void => {
  process.stderr.write(renderDiagnostics(result.diagnostics, { cwd: process.cwd(), color: hasColor(process.stderr) }));
  if (result.ok) process.stdout.write(`${synthLine(result)}\n`);
  else process.exitCode = 1;
};
