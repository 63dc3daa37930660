/** How numbers are shown. */
export const s = (seconds: number): string => seconds.toFixed(2);
export const x = (ratio: number): string => `${ratio.toFixed(2)}x`;
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---:').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
