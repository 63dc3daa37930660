/** TypeScript's text of literals and keys: the one place that escapes for it. */

const PLAIN = /^[ !-&(-[\]-~]*$/;
/** Quotes and backslashes; control, unassigned and private characters, lone surrogates; all that is invisible or looks like a space. */
const SPECIAL = /['\\]|\p{C}|[\p{Z}--\x20]/gv;
const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
};

/** A text literal in single quotes. */
export const typescriptString = (text: string): string => (PLAIN.test(text) ? `'${text}'` : `'${text.replace(SPECIAL, (c) => SHORT[c] ?? escapeOf(c))}'`);

/** What stands in a template literal for a text, whatever comes after it. */
export const typescriptTemplate = (text: string): string => text.replace(/[\\`]|\$(?=\{|$)/g, '\\$&');

const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
/** A key of an object literal; `__proto__` would set the prototype otherwise. */
export const typescriptKey = (name: string): string => (name === '__proto__' ? "['__proto__']" : NAME.test(name) ? name : typescriptString(name));

const WORDS = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' ',
  ),
);
/** A variable's name from words of any script: `silver.or ders` becomes `silverOrDers`. */
export const typescriptVariable = (text: string): string => {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  const joined = words.map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1)).join('');
  const named = /^[A-Za-z]/.test(joined) ? joined : `_${joined}`;
  return WORDS.has(named) ? `${named}_` : named;
};
/** Whether an object with these keys keeps their order: keys that are whole numbers come first, in their own order. */
export const keepsOrder = (names: readonly string[]): boolean => names.every((name) => !/^(0|[1-9]\d*)$/.test(name));
