/** Which files a run reads, and where they are to be put: nobody has them but the user. */
import { markdownCode } from '../../utils/markdown-text.ts';
import type { StartingAnswer, StartingSource } from './answer.ts';

type FilesSource = StartingSource & { readonly from: Extract<StartingSource['from'], { readonly kind: 'files' }> };
const isFiles = (source: StartingSource): source is FilesSource => source.from.kind === 'files';

const formText = ({ from: { format, separator }, columns }: FilesSource): readonly string[] => {
  const names = columns.map(({ name }) => name);
  if (format === 'csv') return ['CSV files with this first line:', '', '```csv', names.join(separator ?? ','), '```'];
  if (format === 'json')
    return ['JSON, one object a line, with these members:', '', '```json', `{ ${names.map((name) => `${JSON.stringify(name)}: …`).join(', ')} }`, '```'];
  return [`${format} files with these columns: ${names.map(markdownCode).join(', ')}.`];
};
const typeText = ({ columns }: StartingSource): readonly string[] => [
  '| column | type | |',
  '|---|---|---|',
  ...columns.map(({ name, type, nullable }) => `| ${markdownCode(name)} | ${markdownCode(type)} | ${nullable ? '' : 'never missing'} |`),
];

/** The text of `landing/README.md`. */
export const landingGuide = ({ sources }: StartingAnswer): string =>
  [
    '# Files that runs on this machine read',
    '',
    'The folders are empty: no rows were made up. A run of a table whose folder has no file stops and says so. A few dozen real rows, with the mistakes that',
    'real rows have, are enough to begin with. On Databricks the same folders lie in the volume of the project.',
    '',
    ...sources
      .filter(isFiles)
      .flatMap((source) => [
        `## ${markdownCode(`landing/${source.name}/`)}`,
        '',
        ...(source.from.place ? [`As they lie in ${markdownCode(source.from.place)}. `] : []),
        ...formText(source),
        '',
        ...typeText(source),
        '',
      ]),
  ].join('\n');
