/** What a project says that the words did not: told by comparing both, and by what the model itself says that it chose. */
import type { StartingAnswer, StartingInput, StartingSource } from './answer.ts';

export interface Assumption {
  /** A table such as `bronze.orders`, or `project`. */
  readonly about: string;
  readonly says: string;
}
const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
/** The same word in one number or the other. */
const stem = (word: string): string => word.replace(/s$/, '');
/** Whether all parts of a name are among the words. */
const isSaid = (name: string, said: ReadonlySet<string>): boolean => wordsOf(name).every((word) => said.has(stem(word)));

const sourceSays = ({ name, format, place, columns }: StartingSource, words: string, said: ReadonlySet<string>): readonly string[] => {
  const unsaid = columns.map((column) => column.name).filter((column) => !isSaid(column, said));
  return [
    ...(isSaid(format, said) ? [] : [`the files are ${format}`]),
    ...(place === null || !words.toLowerCase().includes(place.toLowerCase()) ? [`the files lie in landing/${name}`] : []),
    ...(unsaid.length === 0 ? [] : [`the files have the columns ${unsaid.join(', ')}, of these types`]),
  ];
};

/** Where rows come from otherwise; the definition knows some of it, but no answer can say hosts and secrets. */
const NO_FILES =
  /(?<![\p{L}\p{N}])(kafka|kinesis|event hubs?|postgres(?:ql)?|mysql|mariadb|oracle|sql server|snowflake|jdbc|mongodb|salesforce|sap|sftp|api)(?![\p{L}\p{N}])/giu;

export const assumptionsOf = (answer: StartingAnswer, { words, name }: StartingInput): readonly Assumption[] => {
  const said = new Set(wordsOf(words).map(stem));
  const own = answer.assumptions.map(({ about, says }) => ({ about, says }));
  return [
    ...(name === undefined ? [{ about: 'project', says: `it is called ${answer.name}` }] : []),
    ...(answer.schedule && !wordsOf(words).some((word) => /^\d{1,2}(am|pm|h)?$/.test(word))
      ? [{ about: 'project', says: `it runs at ${answer.schedule.cron} (${answer.schedule.timezone})` }]
      : []),
    ...[...new Set([...words.matchAll(NO_FILES)].map(([found]) => found))].map((found) => ({
      about: 'project',
      says: `rows of ${found} arrive as files; declare kafka(…) or jdbc(…) as the source where they do not`,
    })),
    ...answer.sources.flatMap((source) => sourceSays(source, words, said).map((says) => ({ about: `bronze.${source.name}`, says }))),
    ...own.filter(({ says }, i) => says !== '' && own.findIndex((other) => other.says === says) === i),
  ];
};
