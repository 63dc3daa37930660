/** What came from outside, in a form in which it cannot pass for anything else. */

/** Characters that are invisible, or that change the order in which others are shown: none is needed to understand a schema or a value. */
const HIDDEN = /(?![\n\t\r])[\p{Cc}\p{Cf}]/gu;

/** A text without hidden characters, and no longer than `most` characters. */
export const plainText = (text: string, most = 4000): string => {
  const seen = text.replace(HIDDEN, '');
  return seen.length <= most ? seen : `${seen.slice(0, most)}… (${seen.length - most} more characters)`;
};

/** Values as JSON has them, with every text made plain. */
const plain = (value: unknown, most: number): unknown => {
  if (typeof value === 'string') return plainText(value, most);
  if (Array.isArray(value)) return value.map((item) => plain(item, most));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [plainText(key, most), plain(item, most)]));
  return value;
};

export interface FenceOptions {
  /** Of one text. @default 4000 */
  readonly mostText?: number;
  /** Of all of it, in characters. @default 60000 */
  readonly most?: number;
}

/** Data in a fence that it cannot close: JSON without `<`. What is too long is cut and marked as cut. */
export const fenced = (name: string, data: unknown, { mostText = 4000, most = 60_000 }: FenceOptions = {}): string => {
  const json = JSON.stringify(plain(data, mostText), undefined, 1).replaceAll('<', '\\u003c');
  const cut = json.length <= most ? json : `${json.slice(0, most)}\n… cut: ${json.length - most} more characters`;
  return `<data name=${JSON.stringify(name).replaceAll('<', '\\u003c')}>\n${cut}\n</data>`;
};
