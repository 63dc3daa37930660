/** What a project says that the words did not: found by comparing both, and from what the model says it chose. */
import type { StartingAnswer, StartingInput, StartingSource } from './answer.ts';
import { missingParts, secretsOf } from './source-text.ts';

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
/** The same word, singular or plural. */
const stem = (word: string): string => word.replace(/s$/, '');
/** Whether all parts of a name are among the words. */
const isSaid = (name: string, said: ReadonlySet<string>): boolean => wordsOf(name).every((word) => said.has(stem(word)));

const WHAT = { files: 'files', kafka: 'messages', jdbc: 'rows of the database', table: 'existing table' } as const;
const sourceSays = (source: StartingSource, words: string, said: ReadonlySet<string>, scope: string): readonly string[] => {
  const { name, from, columns } = source;
  const unsaid = columns.map((column) => column.name).filter((column) => !isSaid(column, said));
  const secrets = secretsOf(source).map((key) => `"${key}"`);
  const what = WHAT[from.kind];
  return [
    ...(from.kind === 'files' && !isSaid(from.format, said) ? [`the files are ${from.format}`] : []),
    ...(from.kind === 'files' && (from.place === null || !words.toLowerCase().includes(from.place.toLowerCase())) ? [`the files lie in landing/${name}`] : []),
    ...missingParts(source),
    ...(secrets.length > 0 ? [`the credentials are in the secrets ${secrets.join(' and ')} of the scope "${scope}", which you make`] : []),
    ...(from.kind === 'jdbc' && from.new_by !== null ? [`rows that are new or changed have a higher ${from.new_by}`] : []),
    ...(unsaid.length === 0 ? [] : [`the ${what} ${from.kind === 'table' ? 'has' : 'have'} the columns ${unsaid.join(', ')}, of these types`]),
  ];
};

/** Where rows come from otherwise, and the source that can say it; of the others no answer can. */
const NO_FILES =
  /(?<![\p{L}\p{N}])(kafka|kinesis|event hubs?|postgres(?:ql)?|mysql|mariadb|oracle|sql server|snowflake|jdbc|mongodb|salesforce|sap|sftp|api)(?![\p{L}\p{N}])/giu;
const IS_SAID_BY: readonly (readonly [RegExp, (from: StartingSource['from']) => boolean])[] = [
  [/^(kafka|event hubs?)$/i, ({ kind }) => kind === 'kafka'],
  [/^jdbc$/i, ({ kind }) => kind === 'jdbc'],
  [/^(postgres(ql)?|mysql|mariadb|oracle|sql server)$/i, ({ kind }) => kind === 'jdbc'],
];
const comesAsFiles = (found: string, sources: readonly StartingSource[]): boolean =>
  !IS_SAID_BY.some(([name, says]) => name.test(found) && sources.some(({ from }) => says(from)));

export const assumptionsOf = (answer: StartingAnswer, { words, name }: StartingInput): readonly Assumption[] => {
  const scope = name ?? answer.name;
  const said = new Set(wordsOf(words).map(stem));
  const own = answer.assumptions.map(({ about, says }) => ({ about, says }));
  return [
    ...(name === undefined ? [{ about: 'project', says: `it is called ${answer.name}` }] : []),
    ...(answer.schedule && !wordsOf(words).some((word) => /^\d{1,2}(am|pm|h)?$/.test(word))
      ? [{ about: 'project', says: `it runs at ${answer.schedule.cron} (${answer.schedule.timezone})` }]
      : []),
    ...[...new Set([...words.matchAll(NO_FILES)].map(([found]) => found))]
      .filter((found) => comesAsFiles(found, answer.sources))
      .map((found) => ({ about: 'project', says: `rows of ${found} arrive as files; declare kafka(…) or jdbc(…) as the source where they do not` })),
    ...answer.sources.flatMap((source) => sourceSays(source, words, said, scope).map((says) => ({ about: `bronze.${source.name}`, says }))),
    ...own.filter(({ says }, i) => says !== '' && own.findIndex((other) => other.says === says) === i),
  ];
};
