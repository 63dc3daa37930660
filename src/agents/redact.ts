/** Values that must not leave the machine, by what their columns are said to be, and by what they look like. */
import type { ColumnModel } from '../model/model.ts';
import type { Rows } from './agent.ts';

const TAGS = /^(pii|personal|sensitive|confidential|secret|gdpr|phi)/i;
const NAMES = /(^|_)(ssn|passport|iban|password|passwd|secret|token|api_?key|credit_?card)(_|$)/i;
const PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['key', /\b(?:dapi[0-9a-f]{32}|AKIA[0-9A-Z]{16}|sk-[\w-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)\b/g],
  ['e-mail', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['iban', /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g],
  ['card', /\b(?:\d[ -]?){13,19}\b/g],
  ['phone', /(?<![\w.])\+\d[\d ()/-]{7,}\d(?![\w.])/g],
];

/** Whether a column's values are kept back as a whole. */
export const isSensitive = ({ name, tags = {} }: Pick<ColumnModel, 'name' | 'tags'>): boolean =>
  NAMES.test(name) || Object.entries(tags).some(([key, value]) => TAGS.test(key) || TAGS.test(value));

/** A text without what looks personal or secret. */
export const redactText = (text: string): string => PATTERNS.reduce((left, [name, pattern]) => left.replace(pattern, `[${name}]`), text);

/** A text without what looks like a key, and with all else: for what is kept on this machine. */
export const redactKeys = (text: string): string => (PATTERNS[0] ? text.replace(PATTERNS[0][1], '[key]') : text);

const redactValue = (value: unknown): unknown => {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item)]));
  return value;
};
/** Rows as they may be sent: equal values stay equal, so that what they show of duplicates and keys stays. */
export const redactRows = (rows: Rows, columns: readonly Pick<ColumnModel, 'name' | 'tags'>[]): Rows => {
  const hidden = new Set(columns.filter(isSensitive).map(({ name }) => name));
  const numbers = new Map<string, number>();
  const stand = (name: string, value: unknown): string => {
    const key = `${name}\n${JSON.stringify(value)}`;
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return `[${name} ${number}]`;
  };
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, hidden.has(name) && value !== null ? stand(name, value) : redactValue(value)])),
  );
};
