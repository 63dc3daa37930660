/** Spark SQL taken apart: comments, quoted texts and names, words, signs, white space. */

export interface SqlToken {
  readonly text: string;
  readonly offset: number;
}

/** Two texts of which one follows the other at once are two tokens: `'it''s'`. Whatever is not ended is a sign. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`(?:[^`]|``)*`|[A-Za-z_][A-Za-z0-9_]*|<>|!=|\s+|[\s\S]/g;

/** The tokens, which together are the text. */
export const sqlTokens = (sql: string): readonly SqlToken[] => Array.from(sql.matchAll(TOKEN), ({ 0: text, index: offset }) => ({ text, offset }));

export const isSqlComment = ({ text }: SqlToken): boolean => text.startsWith('--') || text.startsWith('/*');
/** A text or name in quotes of any kind. */
export const isSqlQuoted = ({ text }: SqlToken): boolean => text.length > 1 && /^['"`]/.test(text);
