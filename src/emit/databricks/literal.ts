/**
 * A text of the definition in a bundle file. The CLI replaces `${…}` wherever it occurs and has no escape, so a text that holds
 * it is written with a space between: wrong to the eye, but never another value than the one declared.
 */
export const literal = (text: string): string => text.replaceAll('${', '$ {');

/** A value that the CLI fills in, e.g. `bundle.target`. */
export const reference = (path: string): string => `\${${path}}`;

/** A value of a tag: the clouds allow few characters. */
export const tagText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9 _.:/=+@-]+/g, '_')
    .trim()
    .slice(0, 127);
