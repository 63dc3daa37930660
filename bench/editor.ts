/** How long the language server takes to answer in a large project: TypeScript's own tsserver, spoken to as an editor does. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, tablesOf } from './projects.ts';
import { s, table } from './table.ts';
import { typed } from './types.ts';

interface Message {
  readonly type: 'request' | 'response' | 'event';
  readonly request_seq?: number;
  readonly event?: string;
  readonly body?: unknown;
}
type Diagnostics = { readonly file: string; readonly diagnostics: readonly { readonly text: string }[] };

/** A language server, and what it says. */
class Server {
  readonly #child;
  #sent = 0;
  #buffer = Buffer.alloc(0);
  #listeners = new Set<(message: Message) => void>();
  constructor(tsserver: string) {
    this.#child = spawn(process.execPath, ['--max-old-space-size=4096', tsserver, '--disableAutomaticTypingAcquisition'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
  }
  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const head = /Content-Length: (\d+)\r\n\r\n/.exec(this.#buffer.toString('latin1'));
      if (!head) return;
      const [start, length] = [head.index + head[0].length, Number(head[1])];
      if (this.#buffer.length < start + length) return;
      const message = JSON.parse(this.#buffer.subarray(start, start + length).toString('utf8')) as Message;
      this.#buffer = this.#buffer.subarray(start + length);
      for (const listener of this.#listeners) listener(message);
    }
  }
  #until(wanted: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve) => {
      const listener = (message: Message): void => {
        if (!wanted(message)) return;
        this.#listeners.delete(listener);
        resolve(message);
      };
      this.#listeners.add(listener);
    });
  }
  tell(command: string, args: object): number {
    this.#sent += 1;
    this.#child.stdin.write(`${JSON.stringify({ seq: this.#sent, type: 'request', command, arguments: args })}\n`);
    return this.#sent;
  }
  async ask(command: string, args: object): Promise<unknown> {
    const seq = this.tell(command, args);
    return (await this.#until((m) => m.type === 'response' && m.request_seq === seq)).body;
  }
  /** All semantic errors of a file. */
  async errorsOf(file: string): Promise<readonly string[]> {
    this.tell('geterr', { files: [file], delay: 0 });
    const { body } = await this.#until((m) => m.event === 'semanticDiag' && (m.body as Diagnostics).file === file);
    return (body as Diagnostics).diagnostics.map((d) => d.text);
  }
  stop(): void {
    this.#child.kill();
  }
}

export interface EditorRow {
  readonly tables: number;
  /** Seconds until the first file is checked: the whole project is loaded. */
  readonly start: number;
  /** Median and longest answer to "what comes after `r.`", milliseconds. */
  readonly completion: number;
  readonly slowest: number;
  /** From a renamed column to the error that names it, in the same file, seconds. */
  readonly rename: number;
}
const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

/** Asks 20 times for the columns of a row, each time after a keystroke, and renames a column once. */
const measureEditor = async (folder: string, tsserver: string, file: string, tables: number): Promise<EditorRow> => {
  const server = new Server(tsserver);
  const path = join(folder, file);
  const lines = readFileSync(path, 'utf8').split('\n');
  server.tell('open', { file: path, fileContent: lines.join('\n'), projectRootPath: folder });
  const start = await secondsOf(async () => {
    const errors = await server.errorsOf(path);
    if (errors.length > 0) throw new Error(`the workload has errors: ${errors[0]}`);
  });
  const at = lines.findIndex((text) => text.includes('.where((r) => r.renamed'));
  const offset = (lines[at] as string).indexOf('r.renamed') + 3;
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    // A keystroke: the answer cannot come from the one before.
    server.tell('change', { file: path, line: 1, offset: 1, endLine: 1, endOffset: 1, insertString: ' ' });
    const seconds = await secondsOf(async () => {
      const body = (await server.ask('completionInfo', { file: path, line: at + 1, offset })) as { readonly entries: readonly { readonly name: string }[] };
      if (!body.entries.some((e) => e.name === 'renamed')) throw new Error('the language server did not offer the columns');
    });
    times.push(seconds * 1000);
  }
  const declared = lines.findIndex((text) => text.includes('c02: t.string()'));
  const column = (lines[declared] as string).indexOf('c02:') + 1;
  server.tell('change', { file: path, line: declared + 1, offset: column, endLine: declared + 1, endOffset: column + 3, insertString: 'cXX' });
  const rename = await secondsOf(async () => {
    const errors = await server.errorsOf(path);
    if (!errors.some((text) => text.includes("'c02'"))) throw new Error(`the renamed column is not named: ${errors[0]}`);
  });
  server.stop();
  const sorted = times.toSorted((a, b) => a - b);
  return { tables, start, completion: sorted[10] as number, slowest: sorted.at(-1) as number, rename };
};

/** The section of bench/RESULTS.md. */
export const benchEditor = async (quick: boolean): Promise<string> => {
  /** About 1,000 tables. */
  const sources = quick ? 45 : 455;
  process.stderr.write(`editor W(${sources})\n`);
  const tsserver = join(ROOT, 'node_modules/typescript/lib/tsserver.js');
  const editor = await measureEditor(typed(sources), tsserver, 'part_0.ts', Math.round(tablesOf(sources)));
  return `## In the editor

TypeScript 6's \`tsserver\`, driven as an editor does: ${editor.tables} tables in ${Math.ceil(sources / 100)} files, one of them open. Each completion follows a keystroke.

${table(
  ['loading the project, s', 'completion of a column, median ms', 'slowest of 20, ms', 'from a renamed column to the error that names it, s'],
  [[s(editor.start), editor.completion.toFixed(0), editor.slowest.toFixed(0), s(editor.rename)]],
)}
`;
};
