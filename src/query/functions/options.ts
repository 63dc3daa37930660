import { option, TEXT } from './record.ts';

/** Options of a text format by their names in Spark's documentation, e.g. `{ sep: ';', dateFormat: 'd.M.yyyy' }`. */
export interface FormatOptions {
  readonly [option: string]: string;
}
/** The last parameter of a function that takes options: name and value by turns. */
export const OPTIONS = option('options', TEXT, { rest: true, optional: true });
export const flatOptions = (options: FormatOptions = {}): readonly string[] => Object.entries(options).flat();
