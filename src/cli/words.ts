/** Plain words in place of a project's name: how to recognize them, and what the project is called then. */
import { projectNameProblem } from './project-name.ts';

/** Scripts without blanks between words. */
const UNBROKEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{4}/u;
/** Two words are a name with a blank in it; three are a description. */
export const areWords = (text: string): boolean => text.trim().split(/\s+/).length > 2 || UNBROKEN.test(text);

/** Words after which a description goes on to something else. */
const ENDS = /^(a|an|the|of|from|to|into|in|on|at|for|by|with|and|or|per|that|which|as)$/;
const MOST = 3;
const FALLBACK = 'lakehouse-project';

/** A name from the first words that say something. */
export const nameFromWords = (text: string): string => {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const first = words.findIndex((word) => !ENDS.test(word));
  const rest = words.slice(Math.max(0, first));
  const end = rest.findIndex((word) => ENDS.test(word));
  const name = rest
    .slice(0, Math.min(MOST, end < 0 ? MOST : end))
    .join('-')
    .slice(0, 40)
    .replace(/-+$/, '');
  const usable = (each: string): boolean => projectNameProblem(each) === undefined;
  return [name, `${name}-lake`].find(usable) ?? FALLBACK;
};
