/** Asks a module of the runtime one question: a request as JSON, events as JSON lines. */
import { appendFileSync, closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interruption } from './interruption.ts';
import { onDisk, RunFailure } from './problem.ts';
import { lastLines } from './run-folder.ts';
import type { Prepared } from './run-session.ts';
import { startRunner } from './runner.ts';

export type EventFields = Readonly<Record<string, unknown>>;
export interface AskOptions {
  /** E.g. `databricks_utils.check`. */
  readonly module: string;
  readonly request: unknown;
  /** The folder in which Python runs. */
  readonly cwd: string;
  readonly prepared: Prepared;
  readonly interruption: Interruption;
  readonly onEvent: (event: EventFields) => void;
}

export const isFields = (value: unknown): value is EventFields => typeof value === 'object' && value !== null && !Array.isArray(value);
const parse = (line: string): EventFields | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    const fields: unknown = JSON.parse(line);
    return isFields(fields) && typeof fields['event'] === 'string' ? fields : undefined;
  } catch {
    return undefined;
  }
};
const LOG = 'log.txt';
const text = (fields: EventFields, key: string): string | undefined => (typeof fields[key] === 'string' ? fields[key] : undefined);

/**
 * Resolves when the module has said `…_finished`. Throws a `RunFailure` where it could not start, gave up or died; what it wrote is then
 * kept for reading, and nothing else is.
 */
export async function askPython({ module, request, cwd, prepared, interruption, onEvent }: AskOptions): Promise<void> {
  const scratch = onDisk(tmpdir(), () => mkdtempSync(join(tmpdir(), 'lakewright-')));
  const log = join(scratch, LOG);
  const requestFile = join(scratch, 'request.json');
  let finished: EventFields | undefined;
  let failure: unknown;
  let isKept = false;
  try {
    onDisk(scratch, () => writeFileSync(requestFile, JSON.stringify(request)));
    const file = onDisk(scratch, () => openSync(log, 'a'));
    const onLine = (line: string): void => {
      try {
        const event = parse(line);
        if (!event) onDisk(scratch, () => appendFileSync(log, `${line}\n`));
        else if (String(event['event']).endsWith('_finished')) finished = event;
        else onEvent(event);
      } catch (error) {
        failure ??= error;
        runner.kill();
      }
    };
    const args = ['-m', module, '--request', requestFile, '--scratch', scratch];
    const runner = startRunner({ command: prepared.python.python, args, cwd, env: { ...prepared.env, PYTHONDONTWRITEBYTECODE: '1' }, log: file, onLine });
    interruption.watch(runner, () => undefined);
    const ended = await runner.ended;
    closeSync(file);
    if (failure !== undefined) throw failure;
    if (interruption.happened) throw new RunFailure({ kind: 'cancelled', what: 'nothing was written' });
    isKept = !finished || isFields(finished['error']);
    if (ended.error !== undefined) throw new RunFailure({ kind: 'run-failed', type: 'Error', message: `Python did not start: ${ended.error}`, log });
    if (!finished) throw new RunFailure({ kind: 'runner-died', code: ended.code, signal: ended.signal, log, lastLines: lastLines(log) });
    if (isFields(finished['error'])) {
      const hint = text(finished['error'], 'hint');
      const [type, message] = [text(finished['error'], 'type') ?? 'Error', text(finished['error'], 'message') ?? 'no message'];
      throw new RunFailure({ kind: 'run-failed', type, message, log, ...(hint === undefined ? {} : { hint }) });
    }
  } finally {
    const gone = isKept ? readdirSync(scratch).filter((name) => name !== LOG) : [''];
    for (const name of gone) rmSync(join(scratch, name), { recursive: true, force: true });
  }
}
