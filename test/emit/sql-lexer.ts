/** Cuts SQL into statements as a warehouse does: texts, quoted names and comments may hold anything. */
export interface SqlStatement {
  /** With the content of texts and quoted names taken out. */
  readonly skeleton: string;
  readonly text: string;
}
const TOKEN = /'(?:[^'\\]|\\.)*'|`(?:[^`]|``)*`|--[^\n]*|;|[^'`;-]+|-|['`]/gs;

export const statementsOf = (sql: string): readonly SqlStatement[] => {
  const statements: SqlStatement[] = [];
  let skeleton = '';
  let text = '';
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === "'" || token === '`') throw new Error(`a text or name does not end: ${sql.slice(0, 300)}`);
    if (token === ';') {
      statements.push({ skeleton: skeleton.trim(), text: text.trim() });
      skeleton = '';
      text = '';
    } else if (!token.startsWith('--')) {
      text += token;
      skeleton += token.startsWith("'") ? "''" : token.startsWith('`') ? '``' : token;
    }
  }
  if (text.trim() !== '') throw new Error(`a statement does not end: ${text}`);
  return statements;
};
