import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { terminalPicture } from '../../scripts/terminal-picture.mjs';
import { ROOT } from './modules.ts';

const image = (name: string): string => readFileSync(join(ROOT, 'docs/images', name), 'utf8');

describe('the picture of a terminal', () => {
  it('in the README is that of the text beside it', () => {
    expect(terminalPicture(image('demo.txt'))).toBe(image('demo.svg'));
  });
  it('shows what a program printed, with its colours, as text', () => {
    const picture = terminalPicture('\u001b[32m✓\u001b[39m a < b & c\n\n\u001b[1mbold \u001b[2mand dim\u001b[22m plain\n');
    expect(picture).toContain('<tspan fill="#7ee787">✓</tspan> a &lt; b &amp; c</text>');
    expect(picture).toContain('<tspan font-weight="bold">bold </tspan><tspan font-weight="bold" fill="#8b949e">and dim</tspan> plain</text>');
    expect(picture).not.toContain('\u001b');
  });
  it('is wide enough for its longest line and high enough for all', () => {
    const size = (picture: string, name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(picture)?.[1]);
    const [one, two] = [terminalPicture('12345'), terminalPicture('1234567890\n1')];
    expect(size(two, 'width') - size(one, 'width')).toBeGreaterThanOrEqual(5 * 8);
    expect(size(two, 'height') - size(one, 'height')).toBe(20);
  });
});
