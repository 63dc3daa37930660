import type { RunEvent, RunReporter } from './report.ts';
import type { TableResult } from './results.ts';
import { countText, clip, padEnd, type Paint, painter, plural, secondsText, textWidth } from './text.ts';

export interface ProgressOptions {
  /** Where to write. */
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  /** Whether to use colours. @default only where the stream is a terminal and NO_COLOR is not set */
  readonly color?: boolean;
  /** Whether to keep a last line that shows what is being done. @default only where the stream is a terminal */
  readonly live?: boolean;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const TICK = 100;
const MOST_NAME = 44;
const STEPS = { python: 'Python', java: 'Java', jars: 'Delta Lake', classes: 'A faster start' } as const;
const CLEAR = '\r\x1b[2K';

/** Shows a run as it goes on: a line for each table that ends and, in a terminal, what is in progress. */
export function progressReporter(options: ProgressOptions): RunReporter {
  const progress = new Progress(options);
  return (event) => progress.hear(event);
}

class Progress {
  readonly #stream: ProgressOptions['stream'];
  readonly #paint: Paint;
  readonly #live: boolean;
  #timer: NodeJS.Timeout | undefined;
  #doing: { readonly text: string; readonly since: number } | undefined;
  /** Tables and since when they are at work, the first one first. */
  readonly #atWork = new Map<string, number>();
  #frame = 0;
  #isShown = false;
  #total = 0;
  #ended = 0;
  #nameWidth = 0;

  constructor({ stream, color, live }: ProgressOptions) {
    const isTerminal = stream.isTTY === true;
    this.#stream = stream;
    this.#paint = painter(color ?? (isTerminal && !process.env['NO_COLOR']));
    this.#live = live ?? isTerminal;
  }

  hear(event: RunEvent): void {
    switch (event.kind) {
      case 'setup-started':
        this.#start(`Preparing ${STEPS[event.step]}: installing ${event.what} (once per machine)`);
        break;
      case 'setup-progress':
        if (this.#live) this.#start(`Preparing ${STEPS[event.step]}: ${event.detail}`);
        break;
      case 'setup-waiting':
        this.#start(`Waiting for process ${event.pid}, which prepares ${STEPS[event.step]}`);
        break;
      case 'setup-finished':
        this.#ready(STEPS[event.step], event.seconds);
        break;
      case 'run-started':
        this.#begin(event.tables, event.doneBefore.length);
        break;
      case 'session-starting':
        this.#start('Starting Spark');
        break;
      case 'session-started':
        this.#ready('Spark', event.seconds);
        break;
      case 'table-started':
        this.#atWork.set(event.table, performance.now());
        this.#showWork();
        break;
      case 'table-finished':
        this.#ended += 1;
        this.#atWork.delete(event.result.table);
        this.#print(this.#line(event.result));
        this.#showWork();
        break;
      case 'interrupting':
        this.#print(this.#paint('yellow', 'Interrupted: stopping what is in progress cleanly; interrupt again to stop it at once'));
        break;
      case 'run-finished':
        this.#stop();
        break;
      default:
        event satisfies never;
    }
  }

  #begin(tables: readonly string[], done: number): void {
    this.#total = tables.length - done;
    this.#nameWidth = Math.min(
      MOST_NAME,
      tables.reduce((most, table) => Math.max(most, textWidth(table)), 0),
    );
    if (done > 0) this.#print(`${this.#paint('dim', '·')} Resuming: ${plural(done, 'table')} done before, ${countText(this.#total)} to go`);
    if (this.#total > 0) this.#start('Starting Spark');
  }

  #ready(what: string, seconds: number): void {
    this.#print(`${this.#paint('green', '✓')} ${what} is ready  ${this.#paint('dim', `${secondsText(seconds)} s`)}`);
  }

  #line(result: TableResult): string {
    const name = padEnd(clip(result.table, MOST_NAME), this.#nameWidth);
    const [mark, text] = this.#outcome(result);
    const line = `${mark} ${name}  ${text}`;
    return result.status === 'succeeded' ? `${line}  ${this.#paint('dim', `${secondsText(result.seconds)} s`)}` : line;
  }

  #outcome(result: TableResult): readonly [string, string] {
    const paint = this.#paint;
    switch (result.status) {
      case 'succeeded':
        return [paint('green', '✓'), rowsLine(result)];
      case 'failed':
        return [
          paint('red', '✗'),
          paint('red', `failed${result.step ? ` (${result.step})` : ''}`) + (result.error ? `: ${clip(result.error.message, 100)}` : ''),
        ];
      case 'skipped':
        return [paint('yellow', '-'), `skipped, because ${result.because ?? 'a table that it reads'} failed`];
      case 'interrupted':
        return [paint('yellow', '-'), 'interrupted'];
      case 'done-before':
        return [paint('dim', '·'), 'done before'];
      case 'not-started':
        return [paint('dim', '·'), 'not started'];
      default:
        return result.status satisfies never;
    }
  }

  /** Says in the live line which tables are at work, and for how long the first of them has been. */
  #showWork(): void {
    const [first] = this.#atWork.values();
    if (this.#live && first !== undefined) this.#start(`${this.#ended} of ${this.#total} done: ${[...this.#atWork.keys()].join(', ')}`, first);
  }

  /** Says what is being done: in the live line, or as a line of its own. */
  #start(text: string, since?: number): void {
    if (!this.#live) {
      this.#print(`  ${text}`);
      return;
    }
    this.#doing = { text, since: since ?? (this.#doing?.text === text ? this.#doing.since : performance.now()) };
    this.#timer ??= setInterval(() => this.#draw(), TICK).unref();
    this.#draw();
  }

  #draw(): void {
    if (!this.#doing) return;
    this.#frame = (this.#frame + 1) % FRAMES.length;
    const seconds = Math.floor((performance.now() - this.#doing.since) / 1000);
    const text = clip(`${this.#doing.text}${seconds > 0 ? `  ${seconds} s` : ''}`, (this.#stream.columns ?? 80) - 3);
    this.#stream.write(`${this.#isShown ? CLEAR : ''}${this.#paint('cyan', FRAMES[this.#frame] ?? '')} ${text}`);
    this.#isShown = true;
  }

  #print(line: string): void {
    this.#stream.write(`${this.#isShown ? CLEAR : ''}${line}\n`);
    this.#isShown = false;
    this.#doing = undefined;
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#isShown) this.#stream.write(CLEAR);
    this.#isShown = false;
    this.#doing = undefined;
  }
}

function rowsLine({ rows }: TableResult): string {
  if (!rows) return 'view';
  const lost = [rows.quarantined > 0 ? `${countText(rows.quarantined)} quarantined` : '', rows.dropped > 0 ? `${countText(rows.dropped)} dropped` : ''];
  return [plural(rows.kept, 'row'), ...lost.filter((text) => text !== '')].join(', ');
}
