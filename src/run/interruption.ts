import type { Runner } from './runner.ts';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Milliseconds that an interrupted runtime has; it gives the current table 15 seconds. */
const PATIENCE = 30_000;

/** Ctrl-C, SIGTERM or an abort, from now until `dispose()`: the first asks for a clean end, the second ends everything. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  #runner: Runner | undefined;
  #onFirst: (() => void) | undefined;

  constructor(outer: AbortSignal | undefined) {
    this.#outer = outer;
    for (const name of SIGNALS) process.on(name, this.#hear);
    outer?.addEventListener('abort', this.#hear, { once: true });
    if (outer?.aborted) this.#hear();
  }

  /** Aborted at the first. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get happened(): boolean {
    return this.#controller.signal.aborted;
  }

  /** From now on `runner` is what will be ended. */
  watch(runner: Runner, onFirst: () => void): void {
    this.#runner = runner;
    this.#onFirst = onFirst;
    if (this.happened) this.#pass('SIGINT');
  }

  dispose(): void {
    for (const name of SIGNALS) process.off(name, this.#hear);
    this.#outer?.removeEventListener('abort', this.#hear);
  }

  readonly #hear = (what?: NodeJS.Signals | Event): void => {
    if (this.happened) {
      this.#runner?.kill();
      return;
    }
    this.#controller.abort();
    this.#pass(what === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');
  };

  #pass(name: NodeJS.Signals): void {
    if (!this.#runner) return;
    this.#onFirst?.();
    this.#runner.interrupt(name);
    setTimeout(this.#runner.kill, PATIENCE).unref();
  }
}
