import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsText, countText, clip, padEnd, padStart, painter, plural, secondsText, textWidth, wrap } from '../../src/run/text.ts';

describe('text in columns', () => {
  const widths: readonly (readonly [string, number])[] = [
    ['', 0],
    ['flights', 7],
    ['Flüge', 5],
    ['Flu\u0308ge', 5],
    ['航班', 4],
    ['ﾌﾗｲﾄ', 4],
    ['フライト', 8],
    ['항공편', 6],
    ['✈️', 2],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['a\u200bb', 2],
    ['→', 1],
    ['Москва', 6],
  ];
  for (const [text, width] of widths) it(`counts ${width} columns for "${text}"`, () => expect(textWidth(text)).toBe(width));

  it('pads to the width that is seen', () => {
    expect(padEnd('航班', 6)).toBe('航班  ');
    expect(padStart('航班', 6)).toBe('  航班');
    expect(padEnd('longer', 3)).toBe('longer');
  });
  it('never makes a text longer than asked, and never cuts a character in half', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const cut = clip(text, width);
        expect(textWidth(cut)).toBeLessThanOrEqual(width);
        expect(cut).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
      }),
    );
  });
  it('keeps a text of several lines in one', () => expect(clip('a\nb\tc\u001b[31m', 20)).toBe('a b c [31m'));
  it('breaks lines between words only', () => {
    expect(wrap('one two  three', 7)).toEqual(['one two', 'three']);
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
    expect(wrap('  ', 4)).toEqual([]);
  });
  it('separates thousands and shows tenths of a second', () => {
    expect(countText(336776)).toBe('336,776');
    expect(countText(0)).toBe('0');
    expect(secondsText(0.04)).toBe('0.0');
    expect(secondsText(1234.56)).toBe('1,234.6');
    expect(plural(1, 'table')).toBe('1 table');
    expect(plural(2000, 'row')).toBe('2,000 rows');
  });
  it('aligns columns whatever they hold', () => {
    const lines = columnsText(
      [
        { title: 'table', align: 'left' },
        { title: 'rows', align: 'right' },
      ],
      [
        ['gold.航班', '5'],
        ['a', '1,000'],
      ],
      painter(false),
    );
    expect(lines).toEqual(['table       rows', 'gold.航班      5', 'a          1,000']);
  });
});
