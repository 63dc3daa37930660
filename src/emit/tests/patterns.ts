/** Patterns of text: what they match, and examples of it. */
const escaped = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
export const likeTest = (pattern: string, text: string): boolean => {
  const parts = [...pattern.matchAll(/\\(.)|[%_]|[^\\%_]+/gs)].map(([part, quoted]) =>
    quoted !== undefined ? escaped(quoted) : part === '%' ? '.*' : part === '_' ? '.' : escaped(part),
  );
  return new RegExp(`^${parts.join('')}$`, 's').test(text);
};

/** What Java and JavaScript read alike in text without line ends. */
const SHARED = /^(?:[\w \-:,;/@#!"'%&=<>~.^$|*+?]|\((?!\?)|[){}]|\\[dDsSwW.\-/+*?()[\]{}|^$\\]|\[\^?(?:[\w .:,;/@#!%&=<>~+*?()$-]|\\[dswDSW.\-/\]\\])+\])*$/;
/** Whether a regular expression matches somewhere; undefined if that depends on the language. */
export const regexTest = (pattern: string, text: string): boolean | undefined => {
  if (!SHARED.test(pattern) || pattern.includes('&&')) return undefined;
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return undefined;
  }
};

/** Texts around what a LIKE pattern matches. */
export const likeExamples = (pattern: string): readonly string[] => {
  const fill = (many: string): string => pattern.replace(/\\(.)|%|_/gs, (part, quoted?: string) => quoted ?? (part === '%' ? many : 'x'));
  return [fill(''), fill('xy')];
};

interface Reader {
  readonly pattern: string;
  at: number;
  /** Whether repeated parts occur as often as they may, up to two more times than they must. */
  readonly long: boolean;
  readonly last: boolean;
}
const MORE = 2;
const classExample = (body: string): string => {
  if (body.startsWith('^')) return ['~', 'x', '0'].find((c) => !body.includes(c)) ?? '';
  return body.startsWith('\\d') ? '5' : body.startsWith('\\w') ? 'w' : body.startsWith('\\s') ? ' ' : body.replace(/^\\/, '').charAt(0);
};
const atom = (reader: Reader): string => {
  const c = reader.pattern.charAt(reader.at++);
  if (c === '(') {
    if (reader.pattern.startsWith('?:', reader.at)) reader.at += 2;
    const inner = alternatives(reader);
    reader.at++;
    return inner;
  }
  if (c === '[') {
    const end = reader.pattern.indexOf(']', reader.at + 1);
    const body = reader.pattern.slice(reader.at, end);
    reader.at = end + 1;
    return classExample(body);
  }
  if (c === '\\') return classExample(`\\${reader.pattern.charAt(reader.at++)}`);
  return c === '^' || c === '$' ? '' : c === '.' ? 'x' : c;
};
const times = (reader: Reader): number => {
  const [quantifier, least, most] = /^(?:\{(\d+)(?:,(\d*))?\}|[*+?])\??/.exec(reader.pattern.slice(reader.at)) ?? [];
  if (quantifier === undefined) return 1;
  reader.at += quantifier.length;
  if (least !== undefined) return reader.long && most !== undefined ? (most === '' ? Number(least) + MORE : Number(most)) : Number(least);
  return quantifier.startsWith('+') ? (reader.long ? MORE : 1) : reader.long ? 1 : 0;
};
const alternatives = (reader: Reader): string => {
  const found: string[] = [];
  let text = '';
  while (reader.at < reader.pattern.length && reader.pattern.charAt(reader.at) !== ')') {
    if (reader.pattern.charAt(reader.at) === '|') {
      reader.at++;
      found.push(text);
      text = '';
      continue;
    }
    const part = atom(reader);
    text += part.repeat(Math.min(times(reader), 9));
  }
  found.push(text);
  return (reader.last ? found.at(-1) : found[0]) ?? '';
};
/** Texts that a regular expression is meant to match: short and long ones, by its first and last alternatives. */
export const regexExamples = (pattern: string): readonly string[] =>
  [false, true]
    .flatMap((long) => [false, true].map((last) => alternatives({ pattern, at: 0, long, last })))
    .filter((text) => regexTest(pattern, text) === true);
