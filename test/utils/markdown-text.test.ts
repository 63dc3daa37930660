import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markdownAnchor, markdownCode, markdownLink, markdownTable, markdownText, mermaidLabel } from '../../src/utils/markdown-text.ts';
import { anyText } from './hostile.ts';

interface Renderer {
  render(text: string): string;
}
const MarkdownIt = createRequire(import.meta.url)('markdown-it') as new (options: { html: boolean; linkify: boolean }) => Renderer;
const renderer = new MarkdownIt({ html: true, linkify: false });

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const shown = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (_, code: string, name: string) => (code ? String.fromCodePoint(Number(code)) : (NAMED[name] ?? name)));
const tags = (html: string): string[] => [...new Set(html.match(/<\/?[a-z][a-z0-9]*/g))].sort();
const squeezed = (text: string): string => text.replace(/[\s\u0085]+/gu, ' ').trim();
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
/** What a page can show of a text. */
const visible = (text: string): string => squeezed(text.replace(UNPRINTABLE, '\ufffd').toWellFormed());

describe('text in Markdown', () => {
  test('is shown as it is, at the start of a paragraph', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const html = renderer.render(markdownText(text));
        expect(squeezed(shown(html))).toBe(visible(text));
        expect(tags(html).filter((tag) => !['<p', '</p'].includes(tag))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  }, 60_000);

  test('is shown as it is, in a cell of a table', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const html = renderer.render(markdownTable(['one', 'two'], [[markdownText(a), markdownText(b)]]));
        const cells = [...html.matchAll(/<td>(.*?)<\/td>/gs)].map((match) => squeezed(shown(match[1] ?? '')));
        expect(cells).toEqual([visible(a), visible(b)]);
      }),
      { numRuns: 3000 },
    );
  }, 60_000);
});

describe('code in Markdown', () => {
  test('is shown as it is, in text and in cells of a table', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const html = renderer.render(markdownTable(['one', 'two'], [[markdownCode(a), markdownCode(b)]]));
        const cells = [...html.matchAll(/<td><code>(.*?)<\/code><\/td>/gs)].map((match) => squeezed(shown(match[1] ?? '')));
        expect(cells).toEqual([visible(a), visible(b)]);
      }),
      { numRuns: 3000 },
    );
  }, 60_000);

  test('is a plain code span where it can be', () => {
    expect(markdownCode('silver.flights_raw')).toBe('`silver.flights_raw`');
    expect(markdownCode('a|b')).toBe('<code>a&#124;b</code>');
  });
});

describe('a link', () => {
  test('leads to its target with its text as it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(visible(text) !== '');
        const html = renderer.render(markdownLink(text, 'a folder/b(1).md#x'));
        expect(html).toContain('<a href="a%20folder/b%281%29.md#x">');
        expect(squeezed(shown(html))).toBe(visible(text));
      }),
    );
  }, 60_000);

  test('finds a heading by the anchor that GitHub gives it', () => {
    expect(markdownAnchor('silver.flights_raw')).toBe('silverflights_raw');
    expect(markdownAnchor('One row per Flight: late')).toBe('one-row-per-flight-late');
  });
});

describe('a Mermaid label', () => {
  test('holds nothing that could end it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(mermaidLabel(text)).toMatch(/^(?:[\p{L}\p{N} _.,/:()-]|#\d+;)*$/u);
      }),
    );
  }, 60_000);
});
