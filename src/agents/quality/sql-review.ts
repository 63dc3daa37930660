/** What can be said about a body in SQL from its words: Spark's analyzer judges the rest. */
import { isSqlComment, isSqlQuoted, sqlTokens } from '../../query/sql-tokens.ts';
import type { ReviewProblem } from './diagnostics.ts';

/** A finding, and where in the text it is. */
export interface TextProblem {
  readonly problem: ReviewProblem;
  readonly offset: number;
}
interface Word {
  readonly text: string;
  readonly offset: number;
  readonly depth: number;
}

/** Comments, texts and quoted names say nothing about the form of a statement. */
const wordsOf = (sql: string): readonly Word[] => {
  const words: Word[] = [];
  let depth = 0;
  for (const token of sqlTokens(sql)) {
    const { text, offset } = token;
    if (isSqlComment(token) || /^\s/.test(text)) continue;
    if (text === ')') depth -= 1;
    words.push({ text: isSqlQuoted(token) ? "''" : text.toUpperCase(), offset, depth });
    if (text === '(') depth += 1;
  }
  return words;
};
const CLOCKS = new Set(['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'NOW', 'LOCALTIMESTAMP', 'RAND', 'RANDN', 'UUID', 'MONOTONICALLY_INCREASING_ID', 'SHUFFLE']);
const ANY_ORDER = new Set(['FIRST', 'FIRST_VALUE', 'LAST', 'LAST_VALUE', 'ANY_VALUE', 'COLLECT_LIST', 'ARRAY_AGG']);

/** Whether a statement with ORDER BY at the same depth comes before a word. */
const isOrdered = (words: readonly Word[], at: number): boolean => {
  const depth = words[at]?.depth;
  for (let i = at - 1; i >= 0; i--) {
    const word = words[i] as Word;
    if (depth !== undefined && word.depth < depth) return false;
    if (word.depth !== depth) continue;
    if (word.text === 'BY' && words[i - 1]?.text === 'ORDER') return true;
    if (word.text === 'SELECT' || word.text === 'UNION') return false;
  }
  return false;
};
/** Whether a call is over a window, which may have an order: `f(…) OVER`. */
const isWindowed = (words: readonly Word[], open: number): boolean => {
  const depth = words[open]?.depth;
  for (let i = open + 1; i < words.length; i++) if (words[i]?.text === ')' && words[i]?.depth === depth) return words[i + 1]?.text === 'OVER';
  return false;
};

/** What is found in a text of SQL, in order. */
export const sqlProblems = (sql: string): readonly TextProblem[] => {
  const words = wordsOf(sql);
  const text = (i: number): string => words[i]?.text ?? '';
  return words.flatMap(({ text: word, offset }, i): readonly TextProblem[] => {
    const at = (problem: ReviewProblem): readonly TextProblem[] => [{ problem, offset }];
    if (
      word === '*' &&
      words[i]?.depth === 0 &&
      (text(i - 1) === 'SELECT' || text(i - 1) === 'DISTINCT' || (text(i - 1) === '.' && /^[,F)]/.test(text(i + 1))))
    )
      return at({ kind: 'select-star' });
    if (word === 'NOT' && text(i + 1) === 'IN' && text(i + 2) === '(' && text(i + 3) === 'SELECT') return at({ kind: 'not-in-nulls' });
    if (word === 'UNION' && text(i + 1) !== 'ALL' && text(i + 1) !== 'DISTINCT') return at({ kind: 'union-distinct' });
    if (word === 'LIMIT' && !isOrdered(words, i)) return at({ kind: 'any-rows', rows: `LIMIT ${text(i + 1)}` });
    if (word === 'CROSS' && text(i + 1) === 'JOIN') return at({ kind: 'every-with-every', right: 'the other table' });
    const isCall = text(i + 1) === '(' && text(i - 1) !== '.';
    if (CLOCKS.has(word) && (isCall || /^CURRENT_|^LOCAL/.test(word)) && text(i - 1) !== '.')
      return at({ kind: 'changes-with-time', function: word.toLowerCase() });
    if (isCall && ANY_ORDER.has(word) && !isWindowed(words, i + 1)) return at({ kind: 'any-order', function: word.toLowerCase() });
    return [];
  });
};
