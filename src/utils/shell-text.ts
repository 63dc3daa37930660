const BARE = /^[A-Za-z0-9_@%+:,./-]+$/;

/**
 * A text as one word of a POSIX shell, whatever it holds. A NUL cannot be part of an argument in any system: it is left out.
 */
export const shellWord = (text: string): string => (BARE.test(text) ? text : `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`);

/** A comment for a shell, YAML or TOML file: a line end in the text starts another comment line. */
export const hashComment = (text: string): string =>
  text
    .split(/\r\n?|[\n\u0085\u2028\u2029]/)
    .map((line) => `# ${line}`.trimEnd())
    .join('\n');
