/** Checks on tags, which Unity Catalog takes only in some forms: https://docs.databricks.com/aws/en/database-objects/tags */
import type { Definition, Finding } from '../definition.ts';
import { tablePath } from './structure.ts';

const MOST_TAGS = 50;
const LONGEST_NAME = 255;
const LONGEST_VALUE = 1000;
const REFUSED = /[.,\-=/:]/;
/** Tags that Databricks defines have a dot behind their first word, e.g. `system.certification_status`. */
const DEFINED = /^(?:system|class)\./;

type Tags = Readonly<Record<string, string>>;
const tagProblem = (name: string, value: string): string | undefined => {
  if (name === '') return 'is empty';
  const [refused] = REFUSED.exec(name.replace(DEFINED, '')) ?? [];
  if (refused !== undefined) return `has "${refused}" in its name`;
  if (name.length > LONGEST_NAME) return `has a name of ${name.length} characters, and at most ${LONGEST_NAME} are allowed`;
  if (value.length > LONGEST_VALUE) return `has a value of ${value.length} characters, and at most ${LONGEST_VALUE} are allowed`;
  if (name.trim() !== name) return 'has a space around its name';
  return value.trim() === value ? undefined : 'has a space around its value';
};
const tagProblems = (of: string, tags: Tags): readonly Finding['problem'][] => {
  const all = Object.entries(tags);
  const refused = all.flatMap(([tag, value]): readonly Finding['problem'][] => {
    const why = tagProblem(tag, value);
    return why === undefined ? [] : [{ kind: 'refused-tag', of, tag, why }];
  });
  return all.length > MOST_TAGS ? [...refused, { kind: 'too-many-tags', of, tags: all.length, most: MOST_TAGS }] : refused;
};

export const tagFindings = (d: Definition): readonly Finding[] => {
  /** What was said of a column: one that another table takes over keeps its tags, and one mistake gives one message. */
  const said = new Set<string>();
  const columnFindings = (table: Definition['tables'][number]): readonly Finding[] =>
    table.columns.flatMap((column) =>
      tagProblems(`column "${column.name}"`, column.tags ?? {}).flatMap((problem): readonly Finding[] => {
        const mistake = JSON.stringify('tag' in problem ? [problem.tag, problem.why] : Object.keys(column.tags ?? {}));
        if (said.has(mistake)) return [];
        said.add(mistake);
        return [{ problem, path: tablePath(d, table), key: ['columns', column.name, 'tags'], trace: table.trace }];
      }),
    );
  return [
    ...d.layers.flatMap((layer) =>
      tagProblems(`layer "${layer.name}"`, layer.tags ?? {}).map(
        (problem): Finding => ({ problem, path: `${d.project.name}/${layer.name}`, key: ['tags'], trace: layer.trace }),
      ),
    ),
    ...d.tables.flatMap((table) => [
      ...tagProblems('the table', table.tags).map((problem): Finding => ({ problem, path: tablePath(d, table), key: ['tags'], trace: table.trace })),
      ...columnFindings(table),
    ]),
  ];
};
