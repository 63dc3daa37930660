import type { Model, SettingModel } from '../../model/model.ts';
import type { PrincipalModel } from '../../model/operations.ts';
import { markdownCode, markdownTable, markdownText } from '../../utils/markdown-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { sqlLine } from '../sql/expression.ts';
import { markdownPage, tableLink } from './page.ts';

const KINDS: Readonly<Record<PrincipalModel['kind'], string>> = { group: 'group', user: 'user', servicePrincipal: 'service principal' };
const settingText = ({ value, overrides }: SettingModel<string>): string =>
  [markdownCode(value), ...Object.entries(overrides ?? {}).map(([name, other]) => `in ${markdownCode(name)} ${markdownCode(other)}`)].join(', ');

/** Whether anything is shared or hidden. */
export const hasAccess = (model: Model): boolean => model.grants.length + model.masks.length + model.rowFilters.length + model.apps.length > 0;

/** docs/access.md: who may do what, and what is hidden from whom. */
export const accessPage = (model: Model): OutputFile => {
  const link = (key: string): string => tableLink(model, key, '');
  const section = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
    rows.length === 0 ? [] : [`## ${title}`, markdownTable(head, rows)];
  return markdownPage('docs/access.md', [
    '# Access',
    'Unity Catalog holds all of this on Databricks; a local run neither grants nor hides anything.',
    ...section(
      'Privileges',
      ['On', 'Who', 'May'],
      model.grants.map(({ on, to, privileges }) => [
        on.kind === 'layer' ? `layer ${markdownCode(on.layer)}` : link(on.table),
        `${KINDS[to.kind]} ${settingText(to.name)}`,
        privileges.join(', '),
      ]),
    ),
    ...section(
      'Masked columns',
      ['Table', 'Column', 'What is shown'],
      model.masks.map(({ table, column, show }) => [link(table), markdownCode(column), markdownCode(sqlLine(show))]),
    ),
    ...section(
      'Filtered rows',
      ['Table', 'A row is shown where'],
      model.rowFilters.map(({ table, show }) => [link(table), markdownCode(sqlLine(show))]),
    ),
    ...section(
      'Apps',
      ['App', 'Folder', 'Reads', 'Writes'],
      model.apps.map(({ name, sourceDirectory, reads, writes }) => [
        markdownText(name),
        markdownCode(sourceDirectory),
        reads.map(link).join(', '),
        writes.map(link).join(', '),
      ]),
    ),
  ]);
};
