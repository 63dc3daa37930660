/** Docstrings in Google style, wrapped. */
import { pythonProse, textWidth } from '../../utils/python-text.ts';
import { WIDTH } from './layout.ts';

const STEP = '    ';
export interface DocSection {
  /** `Args`, `Returns`, `Raises`. */
  readonly title: string;
  /** A name and what it is, or a sentence. */
  readonly entries: readonly (readonly [string, string] | string)[];
}
export interface DocText {
  /** One line; if it is longer, `otherwise` is the summary and the text follows. */
  readonly summary: string;
  readonly otherwise: string;
  readonly sections?: readonly DocSection[];
  /** Starts with a name, which is not capitalized. @default false */
  readonly named?: boolean;
}

export const upperFirst = (text: string): string => text.replace(/^\p{Ll}/u, (c) => c.toUpperCase());
/** Prose with a full stop at its end. */
export const closed = (text: string): string => {
  const prose = pythonProse(text);
  return prose === '' || /[.!?]$/.test(prose) ? prose : `${prose}.`;
};
/** Prose that also starts like a sentence. */
export const sentence = (text: string): string => upperFirst(closed(text));

const wrap = (text: string, first: string, margin: string): readonly string[] => {
  const lines: string[] = [];
  let line = first;
  let width = textWidth(first);
  let words = 0;
  for (const word of text.split(' ')) {
    const next = textWidth(word);
    if (words > 0 && width + 1 + next > WIDTH) {
      lines.push(line);
      line = margin;
      width = margin.length;
      words = 0;
    }
    line += words > 0 ? ` ${word}` : word;
    width += (words > 0 ? 1 : 0) + next;
    words += 1;
  }
  return [...lines, line];
};

/** A docstring at a margin; raw if the text holds a backslash. */
export const docstring = ({ summary, otherwise, sections = [], named = false }: DocText, depth = 0): string => {
  const margin = STEP.repeat(depth);
  const wanted = (named ? closed : sentence)(summary) || sentence(otherwise);
  // Quotes of both kinds of docstring and, for the last line, those at the end.
  const fits = textWidth(wanted) <= WIDTH - margin.length - 7;
  const lines = fits ? [wanted] : [sentence(otherwise), '', ...wrap(wanted, margin, margin)];
  for (const { title, entries } of sections) {
    lines.push('', `${margin}${title}:`);
    for (const entry of entries) {
      const inner = margin + STEP;
      lines.push(...(typeof entry === 'string' ? wrap(sentence(entry), inner, inner) : wrap(`${entry[0]}: ${sentence(entry[1])}`, inner, inner + STEP)));
    }
  }
  const text = lines.join('\n');
  return `${margin}${text.includes('\\') ? 'r' : ''}"""${text}${lines.length > 1 ? `\n${margin}` : ''}"""`;
};
