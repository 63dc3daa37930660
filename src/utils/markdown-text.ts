// Markdown's own marks wherever they stand in a line, and what HTML would read.
const MARKS = /[\\`*[\]<>&|~$]/g;
// An underscore inside a word is only an underscore.
const EDGE_UNDERSCORE = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const LINE_ENDS = /\s*[\r\n\u000b\f\u0085\u2028\u2029]+\s*/g;
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** What starts a heading, list, quotation, rule or code block at the start of a line. */
const BLOCK_START = /^(?:([#+=-])|(\d{1,9})([.)]))/;
/** Markdown's and HTML's own marks: inside an HTML element Markdown goes on. */
const MARKS_IN_HTML = /[!#$&*<>[\\\]^_`{|}~]/g;

/** Most texts have nothing to escape, and pages have hundreds of thousands of them. */
const HARMLESS = /^[A-Za-z(][A-Za-z0-9 ,.:;'"()/%?-]*$/;
const HARMLESS_CODE = /^[\w.(),:<>=%'" +*/-]*[\w.)>'"]$/;

/** One line without what a page cannot show. */
const flat = (text: string): string => text.replace(UNPRINTABLE, '\ufffd').replace(LINE_ENDS, ' ').replaceAll('\t', ' ').trim();

/** A text as it is, on one line, in a paragraph, list item, heading or table cell: nothing in it is Markdown or HTML. */
export const markdownText = (text: string): string => (text === '' || (HARMLESS.test(text) && !text.endsWith(' ')) ? text : escaped(text));
const escaped = (text: string): string =>
  flat(text)
    .replace(MARKS, '\\$&')
    .replace(EDGE_UNDERSCORE, '\\_')
    .replace(BLOCK_START, (_, mark: string | undefined, digits: string, dot: string) => (mark ? `\\${mark}` : `${digits}\\${dot}`));

const entity = (character: string): string => `&#${character.codePointAt(0)};`;

/** A name or a piece of code, on one line, anywhere, table cells included. */
export const markdownCode = (text: string): string => {
  if (HARMLESS_CODE.test(text)) return `\`${text}\``;
  const line = text.replace(UNPRINTABLE, '\ufffd').replace(LINE_ENDS, ' ');
  if (line.trim() === '') return '` `';
  // A code span has no escape: for its own marks, and for the bar that would end a table's cell, HTML says the same.
  return /[`|\\]/.test(line) ? `<code>${line.replace(MARKS_IN_HTML, entity)}</code>` : `\`${line}\``;
};

/** A link whose text is a name; `target` is relative, or starts with `#`. */
export const markdownLink = (text: string, target: string): string =>
  `[${markdownText(text)}](${encodeURI(target).replace(/[()]/g, (c) => (c === '(' ? '%28' : '%29'))})`;

/** The anchor that GitHub gives to a heading: lower case, words joined by `-`. */
export const markdownAnchor = (heading: string): string =>
  PLAIN_HEADING.test(heading) ? heading.replaceAll('.', '') : flat(heading).toLowerCase().replace(NOT_ANCHOR, '').replaceAll(' ', '-');
const PLAIN_HEADING = /^[a-z0-9_.]+$/;
const NOT_ANCHOR = /[^\p{L}\p{N}\p{M}\p{Pc} -]/gu;

/** A table; cells are already Markdown. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  let text = `| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}\n`;
  for (const row of rows) text += `| ${row.join(' | ')} |\n`;
  return text;
};

/** A text inside the quotes of a Mermaid label. */
export const mermaidLabel = (text: string): string => flat(text).replace(/[^\p{L}\p{N} _.,/:()-]/gu, (c) => `#${c.codePointAt(0)};`);
