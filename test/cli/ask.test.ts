import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const asked = async (answer: (child: ChildProcessWithoutNullStreams) => void): Promise<string> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'asking.ts')], { stdio: 'pipe' });
  const said = text(child.stdout);
  await once(child.stderr, 'data');
  answer(child);
  return await said;
};

describe('a question at the terminal', () => {
  it.each<readonly [string, (child: ChildProcessWithoutNullStreams) => void, string]>([
    ['an answer', ({ stdin }) => stdin.write('2\n'), 'chosen: 1'],
    ['what is no answer', ({ stdin }) => stdin.write('4\n'), 'chosen: undefined'],
    ['the end of the terminal', ({ stdin }) => stdin.end(), 'LW5011 interrupted: nothing was written'],
    ['Ctrl-C', ({ stdin }) => stdin.write('\u0003'), 'LW5011 interrupted: nothing was written'],
    ['SIGTERM', (child) => child.kill('SIGTERM'), 'LW5011 interrupted: nothing was written'],
  ])('ends with %s', async (_, answer, expected) => {
    expect(await asked(answer)).toContain(expected);
  });
});
