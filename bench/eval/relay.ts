/**
 * What is open in a folder of requests, for whoever answers them: `node bench/eval/relay.ts FOLDER [COUNT] [1/3] [PROMPT]`. Instructions that several
 * requests share are shown once; `1/3` is the first of three parts, for several who answer at once. `second_solution` as the prompt shows only those, and
 * `not:second_solution` all others: a second solution proves something only where somebody else gives it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Request {
  readonly about?: { readonly prompt: string };
  readonly answerFile: string;
  readonly system: string;
  readonly messages: readonly { readonly role: string; readonly content: readonly { readonly kind: string; readonly text?: string }[] }[];
  readonly tools: readonly { readonly name: string; readonly description: string; readonly input: unknown }[];
  readonly answer: unknown;
}
const [folder = '.lakewright/relay', count = '1000', part = '1/1', wanted = ''] = process.argv.slice(2);
const isWanted = ({ about }: Request): boolean =>
  wanted === '' || (wanted.startsWith('not:') ? about?.prompt !== wanted.slice('not:'.length) : about?.prompt === wanted);
const [own = 1, parts = 1] = part.split('/').map(Number);
const open = readdirSync(folder)
  .filter((file) => file.endsWith('.request.json'))
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Request)
  .filter(isWanted)
  .filter(({ answerFile }) => !existsSync(join(folder, answerFile)))
  .filter(({ answerFile }) => Number.parseInt(answerFile.slice(0, 6), 16) % parts === own - 1)
  .toSorted((a, b) => (a.system < b.system ? -1 : a.system > b.system ? 1 : a.answerFile < b.answerFile ? -1 : 1))
  .slice(0, Number(count));

let shared = '';
for (const { answerFile, system, messages, tools, answer } of open) {
  const head = JSON.stringify([system, tools, answer]);
  if (head !== shared) {
    shared = head;
    console.log(`\n======== instructions for the requests below\n${system}\n\n-------- form of the answers (JSON schema)\n${JSON.stringify(answer)}`);
    for (const tool of tools) console.log(`-------- tool ${tool.name}: ${tool.description} ${JSON.stringify(tool.input)}`);
  }
  console.log(`\n======== ${join(folder, answerFile)}`);
  for (const { role, content } of messages) for (const part of content) console.log(`-------- ${role}\n${part.text ?? JSON.stringify(part)}`);
}
console.log(`\n${open.length} open`);
