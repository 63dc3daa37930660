/** The text of a construct in the user's source, by its place in the model. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Place } from '../query/place.ts';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** The largest call or construction that begins at an offset. No recursion: depth is the user's. */
const callAt = (root: unknown, offset: number): Node | undefined => {
  let found: Node | undefined;
  const stack: unknown[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (Array.isArray(node)) {
      stack.push(...node);
      continue;
    }
    if (!isNode(node) || node.start > offset || node.end <= offset) continue;
    if (node.start === offset && (node.type === 'NewExpression' || node.type === 'CallExpression') && (!found || node.end > found.end)) found = node;
    for (const value of Object.values(node)) if (typeof value === 'object' && value !== null) stack.push(value);
  }
  return found;
};

const offsetOf = (text: string, { line, column }: Place): number => {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', start);
    if (next === -1) return -1;
    start = next + 1;
  }
  return start + column - 1;
};

/** What stands there, as it is written; undefined where nothing is made there, as in a loop or a function that others call. */
export const sourceText = async (root: string, at: Place): Promise<string | undefined> => {
  let text: string;
  try {
    text = readFileSync(resolve(root, at.file), 'utf8');
  } catch {
    return undefined;
  }
  const { parseSync } = await import('oxc-parser');
  const { program, errors } = parseSync(at.file, text);
  if (errors.length > 0) return undefined;
  const call = callAt(program, offsetOf(text, at));
  return call && text.slice(call.start, call.end);
};
