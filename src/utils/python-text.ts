/** Python's text of literals and docstrings: the one place that escapes for it. */

/** Nothing to escape and one column a character. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;
/**
 * Quotes and backslashes; control, unassigned and private characters, lone surrogates; everything invisible or that changes
 * direction; and all spaces but the plain one, which readers cannot tell apart.
 */
const SPECIAL = /["'\\]|\p{C}|[\p{Z}--\x20]/gv;
const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
};
const count = (text: string, character: string): number => text.split(character).length - 1;

/** A text literal, in double quotes unless single ones need fewer escapes: as `ruff format` would have it. */
export const pythonString = (text: string): string => {
  if (PLAIN.test(text)) return `"${text}"`;
  const quote = count(text, '"') > count(text, "'") ? "'" : '"';
  const inside = text.replace(SPECIAL, (c) => SHORT[c] ?? (c === quote ? `\\${c}` : c === '"' || c === "'" ? c : escapeOf(c)));
  return `${quote}${inside}${quote}`;
};

/** The lines of a text inside triple double quotes; a line end in the text is one in the literal. */
export const pythonLongText = (text: string): string =>
  text.replace(SPECIAL, (c) => (c === '\n' || c === '"' || c === "'" ? c : (SHORT[c] ?? escapeOf(c)))).replace(/"(?="")|"$/g, '\\"');

/** A `float` that reads back as the same number. */
export const pythonFloat = (value: number): string => {
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
};

/**
 * Text for people as one paragraph of a docstring: line ends become spaces, and what cannot be seen is shown by its code.
 * Where the result holds a backslash, the docstring must be a raw one.
 */
export const pythonProse = (text: string): string =>
  text
    .replace(/[\s\p{Z}]+/gu, ' ')
    .replace(/\p{C}/gu, escapeOf)
    .replace(/"""+/g, "'''")
    .trim();

const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** Columns that a text takes on a line, as `ruff` counts them: wide characters are two, combining ones none. */
export const textWidth = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
};
