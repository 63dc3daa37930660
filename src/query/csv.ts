/** A cell of a CSV text, and where it begins; NULL where nothing is written, not even quotes. */
export interface CsvCell {
  readonly value: string | null;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}
/** Rows of cells, or the line at which a quote is opened that nothing closes. */
export type Csv = { readonly rows: readonly (readonly CsvCell[])[] } | { readonly unclosed: number };

/** Reads CSV as in RFC 4180: commas, quotes doubled inside quotes, lines that end in LF or CRLF. Empty lines are skipped. */
export const readCsv = (text: string): Csv => {
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  let [at, line, lineStart] = [0, 1, 0];
  const newLine = (): void => {
    line += 1;
    lineStart = at;
  };
  while (at < text.length) {
    const place = { line, column: at - lineStart + 1 };
    let value = '';
    const quoted = text[at] === '"';
    if (quoted) {
      at += 1;
      for (;;) {
        if (at >= text.length) return { unclosed: place.line };
        const character = text[at++];
        if (character === '"' && text[at] !== '"') break;
        if (character === '"') at += 1;
        value += character;
        if (character === '\n') newLine();
      }
    }
    // What follows a closed quote belongs to the cell, as it is written.
    const from = at;
    while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1;
    const rest = text.slice(from, at);
    value += text[at] === ',' ? rest : rest.replace(/\r$/, '');
    row.push({ value: value === '' && !quoted ? null : value, ...place });
    if (text[at] === ',') {
      at += 1;
      if (at < text.length) continue;
      row.push({ value: null, line, column: at - lineStart + 1 });
    } else {
      at += 1;
      newLine();
    }
    if (row.length > 1 || row[0]?.value !== null) rows.push(row);
    row = [];
  }
  return { rows };
};
