/** What a command of agents did, as it does it: one line of JSON a step, in a file that only grows. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AgentFailure } from './diagnostics.ts';
import { redactKeys } from './redact.ts';
import type { BodyRecords } from '../model/provenance.ts';
import type { Cost } from './agent.ts';
import type { Completion, CompletionRequest, Usage } from './provider/provider.ts';

export const SESSIONS = '.lakewright/agents';
/** The command as it was typed, so that it can be resumed. */
export interface Command {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}
export type SessionEvent =
  | { readonly event: 'started'; readonly at: string; readonly command: Command }
  | { readonly event: 'resumed'; readonly at: string }
  /** Exactly what was sent. */
  | { readonly event: 'asked'; readonly key: string; readonly provider: string; readonly request: CompletionRequest }
  | { readonly event: 'answered'; readonly key: string; readonly completion: Completion }
  /** What an attempt cost that gave no answer. */
  | { readonly event: 'spent'; readonly usage: Usage; readonly model: string }
  | { readonly event: 'failed'; readonly key: string; readonly kind: string; readonly message: string }
  | { readonly event: 'checked'; readonly subject: string; readonly check: string; readonly verdict: string; readonly says: string }
  | { readonly event: 'proposed'; readonly agent: string; readonly subject: string; readonly outcome: string; readonly cost: Cost; readonly model?: string }
  /** Which reading somebody chose at the terminal, by its index. */
  | { readonly event: 'decided'; readonly subject: string; readonly readings: readonly string[]; readonly chosen: number }
  /** Whether what was shown is to be written, as somebody said at the terminal. */
  | { readonly event: 'agreed'; readonly subject: string; readonly shown: string; readonly yes: boolean }
  /** What is about to be written, so that whoever resumes after a kill can tell whether it was. */
  | {
      readonly event: 'applying';
      readonly subjects: readonly string[];
      readonly files: readonly { readonly path: string; readonly hash: string }[];
      readonly records: BodyRecords;
    }
  | { readonly event: 'applied'; readonly subject: string; readonly files: readonly string[] }
  | { readonly event: 'ended'; readonly ok: boolean };

/** Personal values that the user agreed to send are kept, because the log says what was sent; what looks like a key is not. */
const line = (event: SessionEvent): string => `${JSON.stringify(event, (_, value: unknown) => (typeof value === 'string' ? redactKeys(value) : value))}\n`;

const orUnwritten = <T>(file: string, write: () => T): T => {
  try {
    return write();
  } catch (error) {
    throw new AgentFailure({ kind: 'session-not-written', file, message: error instanceof Error ? error.message : String(error) });
  }
};

export class Session {
  readonly id: string;
  /** What happened in it before it was resumed. */
  readonly before: readonly SessionEvent[];
  readonly #path: string;
  readonly #file: number;
  readonly #answers: ReadonlyMap<string, Completion>;

  private constructor(id: string, path: string, file: number, before: readonly SessionEvent[]) {
    this.id = id;
    this.before = before;
    this.#path = path;
    this.#file = file;
    this.#answers = new Map(before.flatMap((event) => (event.event === 'answered' ? [[event.key, event.completion] as const] : [])));
  }
  /** Begins one. `now` is for its name and its first line. */
  static start(root: string, command: Command, now: Date = new Date()): Session {
    const folder = join(root, SESSIONS);
    const id = `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`;
    const path = join(folder, `${id}.jsonl`);
    const file = orUnwritten(path, () => {
      mkdirSync(folder, { recursive: true });
      return openSync(path, 'ax');
    });
    const session = new Session(id, path, file, []);
    session.add({ event: 'started', at: now.toISOString(), command });
    return session;
  }
  /** Resumes one: what was answered before is not asked again. Undefined if there is none of that name. */
  static resume(root: string, id: string, now: Date = new Date()): { readonly session: Session; readonly command: Command } | undefined {
    const events = readSession(root, id);
    const started = events?.find((event) => event.event === 'started');
    if (!events || !started) return undefined;
    const path = join(root, SESSIONS, `${id}.jsonl`);
    const file = orUnwritten(path, () => {
      const opened = openSync(path, 'a');
      // A line that a kill cut short must not run into the next one.
      writeSync(opened, '\n');
      return opened;
    });
    const session = new Session(id, path, file, events);
    session.add({ event: 'resumed', at: now.toISOString() });
    return { session, command: started.command };
  }
  /** Written through to the disk: the next step may be killed. */
  add(event: SessionEvent): void {
    orUnwritten(this.#path, () => {
      writeSync(this.#file, line(event));
      fsyncSync(this.#file);
    });
  }
  answered(key: string): Completion | undefined {
    return this.#answers.get(key);
  }
  end(ok: boolean): void {
    this.add({ event: 'ended', ok });
    closeSync(this.#file);
  }
}

/** The whole lines of a session; undefined if there is none. A name is a name, not a path. */
export const readSession = (root: string, id: string): readonly SessionEvent[] | undefined => {
  const path = join(root, SESSIONS, `${id}.jsonl`);
  if (!/^[\w-]+$/.test(id) || !existsSync(path)) return undefined;
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text): readonly SessionEvent[] => {
      try {
        return text === '' ? [] : [JSON.parse(text) as SessionEvent];
      } catch {
        return [];
      }
    });
};
/** The names of all sessions, oldest first. */
export const sessionsIn = (root: string): readonly string[] => {
  const folder = join(root, SESSIONS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length))
    .toSorted();
};
