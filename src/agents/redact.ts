/** Values that must not leave the machine, by what their columns are declared to be, and by what they look like. */
import type { ColumnModel } from '../model/model.ts';
import type { Rows } from './agent.ts';

const TAGS = /^(pii|personal|sensitive|confidential|secret|gdpr|phi)/i;
const NAMES = /(^|_)(ssn|passport|iban|password|passwd|secret|token|api_?key|credit_?card)(_|$)/i;
/** The last digit of a card number checks the others: most other long numbers do not pass. */
const isCard = (text: string): boolean => {
  const digits = [...text.replace(/\D/g, '')].map(Number).toReversed();
  const sum = digits.reduce((left, digit, n) => left + (n % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0;
};
interface Pattern {
  readonly name: string;
  readonly form: RegExp;
  /** @default every match is one */
  readonly is?: (text: string) => boolean;
}
const KEY: Pattern = {
  name: 'key',
  form: /\b(?:dapi[0-9a-f]{32}|AKIA[0-9A-Z]{16}|sk-[\w-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)\b/g,
};
const PATTERNS: readonly Pattern[] = [
  KEY,
  { name: 'e-mail', form: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g },
  { name: 'iban', form: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g },
  { name: 'card', form: /\b(?:\d[ -]?){12,18}\d\b/g, is: isCard },
  { name: 'phone', form: /(?<![\w.])\+\d[\d ()/-]{7,}\d(?![\w.])/g },
];
type Stand = (name: string, value: unknown) => string;
const without = (text: string, patterns: readonly Pattern[], stand: Stand): string =>
  patterns.reduce((left, { name, form, is }) => left.replace(form, (found) => (is && !is(found) ? found : stand(name, found))), text);

/** `accessToken` and `access token` as `access_token`. */
const words = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
/** Whether all of a column's values are withheld. */
export const isSensitive = ({ name, tags = {} }: Pick<ColumnModel, 'name' | 'tags'>): boolean =>
  NAMES.test(words(name)) || Object.entries(tags).some(([key, value]) => TAGS.test(key) || TAGS.test(value));

/** A text without what looks personal or secret. */
export const redactText = (text: string): string => without(text, PATTERNS, (name) => `[${name}]`);
/** A text without what looks like a key, but with everything else: for what is kept on this machine. */
export const redactKeys = (text: string): string => without(text, [KEY], () => '[key]');

const redactValue = (value: unknown, stand: Stand): unknown => {
  if (typeof value === 'string') return without(value, PATTERNS, stand);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const seen = without(String(value), PATTERNS, stand);
    return seen === String(value) ? value : seen;
  }
  if (Array.isArray(value)) return value.map((item) => redactValue(item, stand));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item, stand)]));
  return value;
};
/** Rows as they may be sent: equal values stay equal and others differ, so they still show duplicates and keys. */
export const redactRows = (rows: Rows, columns: readonly Pick<ColumnModel, 'name' | 'tags'>[]): Rows => {
  const hidden = new Set(columns.filter(isSensitive).map(({ name }) => name));
  const numbers = new Map<string, number>();
  const stand: Stand = (name, value) => {
    const key = `${name}\n${JSON.stringify(value)}`;
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return `[${name} ${number}]`;
  };
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, hidden.has(name) && value !== null ? stand(name, value) : redactValue(value, stand)])),
  );
};
