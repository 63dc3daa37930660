/** Spark SQL taken apart: comments, quoted texts and names, words, signs, white space. */

export interface SqlToken {
  readonly text: string;
  readonly offset: number;
}

/**
 * A comment ends at any end of line, but not at one after a backslash. A raw text, `r'\d'`, has no escapes. Two texts of which one directly follows the
 * other are two tokens: `'it''s'`. Words may begin with digits, as Spark's do. Comments within comments are not known. Whatever is not ended is a sign.
 */
const TOKEN = /--(?:\\\n|[^\r\n])*|\/\*[\s\S]*?\*\/|[rR]'[^']*'|[rR]"[^"]*"|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`(?:[^`]|``)*`|\w+|<>|!=|\s+|[\s\S]/g;

/** The tokens, which together are the text. */
export const sqlTokens = (sql: string): readonly SqlToken[] => Array.from(sql.matchAll(TOKEN), ({ 0: text, index: offset }) => ({ text, offset }));

export const isSqlComment = ({ text }: SqlToken): boolean => text.startsWith('--') || text.startsWith('/*');
/** A text or name in quotes of any kind. */
export const isSqlQuoted = ({ text }: SqlToken): boolean => /^(?:[rR]?['"]|`)[\s\S]/.test(text);
