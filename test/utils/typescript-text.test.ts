import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepsOrder, typescriptKey, typescriptString, typescriptTemplate, typescriptVariable } from '../../src/utils/typescript-text.ts';
import { HOSTILE } from './hostile.ts';

const evaluate = (text: string): unknown => new Function(`'use strict'; return ${text};`)();
const anyText = fc.oneof(fc.constantFrom(...HOSTILE, '__proto__', 'constructor', '\u2028', '\ud800', '\u{1f600}'), fc.string({ unit: 'binary' }));

describe('texts in TypeScript', () => {
  it('read back as they were, on one line, whatever they hold', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const written = typescriptString(text);
        expect(evaluate(written)).toBe(text);
        expect(written).not.toMatch(/[\n\r\u2028\u2029]/);
      }),
    );
  });
  it('read back from a template, in one part or several, with lines that end as in all templates', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom('$', '{', '`', '\\', '${x}', '$$'), anyText)), (texts) => {
        expect(evaluate(`\`${texts.map(typescriptTemplate).join('')}\``)).toBe(texts.join('').replace(/\r\n?/g, '\n'));
      }),
    );
  });
  it('are keys of an object whose only key they are', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(Object.keys(evaluate(`{ ${typescriptKey(text)}: 1 }`) as object)).toEqual([text]);
      }),
    );
  });
  it('are in their order in an object, unless they are whole numbers', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyText, { maxLength: 6 }), (names) => {
        fc.pre(keepsOrder(names));
        expect(Object.keys(evaluate(`{ ${names.map((name) => `${typescriptKey(name)}: 1`).join(', ')} }`) as object)).toEqual(names);
      }),
    );
    expect(keepsOrder(['a', '1'])).toBe(false);
  });
  it('give names of variables', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(() => evaluate(`(() => { const ${typescriptVariable(text)} = 1; })()`)).not.toThrow();
      }),
    );
    expect(['silver.or ders', 'bronze', 'class', '1', 'Año'].map(typescriptVariable)).toEqual(['silverOrDers', 'bronze', 'class_', '_1', 'ano']);
  });
});
