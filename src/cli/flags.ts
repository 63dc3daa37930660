/** Flags that several commands have. */
import { DEFAULT_APP } from './find-definition.ts';

export interface AppFlag {
  readonly app: string;
}
export interface JsonFlag {
  readonly json?: boolean;
}

export const asText = (input: string): string => input;
export const asCount = (input: string): number => {
  const count = Number(input);
  if (input.trim() === '' || !Number.isInteger(count) || count < 1) throw new SyntaxError(`"${input}" is not a whole number above 0`);
  return count;
};
export const app = {
  kind: 'parsed',
  parse: asText,
  brief: 'The definition; looked for here and in the folders above. Its folder is the project',
  default: DEFAULT_APP,
  placeholder: 'file',
} as const;
export const json = { kind: 'boolean', brief: 'Results as JSON on stdout, and nothing else there', optional: true, withNegated: false } as const;
