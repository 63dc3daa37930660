import type { Model } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { markdownTable } from '../../utils/markdown-text.ts';
import { VIOLATION_TEXT } from '../describe.ts';
import { rulesTable } from './dictionary.ts';
import { count, markdownPage, tableLink } from './page.ts';

/** docs/quality-rules.md: every rule, and what it does to rows. */
export const rulesPage = (model: Model): OutputFile => {
  const tables = model.tables.filter(({ rules }) => rules.length > 0);
  const rules = tables.flatMap((table) => table.rules);
  return markdownPage('docs/quality-rules.md', [
    '# Quality rules',
    `${count(rules.length, 'rule')} on ${count(tables.length, 'table')}. A row passes a rule only where its condition is true; a rule may say that NULL passes.`,
    markdownTable(
      ['On violation', 'A row that violates the rule', 'Rules'],
      Object.entries(VIOLATION_TEXT).map(([action, text]) => [action, text, String(rules.filter((rule) => rule.onViolation === action).length)]),
    ),
    'For every table and run: rows in = rows kept + rows quarantined + rows dropped. A row that violates several rules is treated by the strictest, in the order fail, quarantine, drop, warn.',
    'The quarantine of `layer.table` is the table `layer.table_quarantine`: the columns of the row, `_violated_rules` with the names of all rules it violates, `_run_id` (NULL where a declarative pipeline found the row) and `_quarantined_at`.',
    ...tables.flatMap((table) => [`## ${tableLink(model, table.key, '')}`, rulesTable(table.rules)]),
  ]);
};
