import type { Model } from '../../model/model.ts';
import { markdownTable, markdownText } from '../../utils/markdown-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { tablesByLayer } from '../describe.ts';
import { accessPage, hasAccess } from './access.ts';
import { dictionaryPages } from './dictionary.ts';
import { environmentsPage } from './environments.ts';
import { lineagePage } from './lineage.ts';
import { deploymentPage, observabilityPage } from './operations.ts';
import { dictionaryFile, markdownPage } from './page.ts';
import { rulesPage } from './rules.ts';

const startPage = (model: Model): OutputFile =>
  markdownPage('docs/README.md', [
    `# ${markdownText(model.project.name)}`,
    markdownText(model.project.description ?? ''),
    markdownTable(
      ['Layer', 'What it holds', 'Tables'],
      model.layers.map((layer) => [
        `[${markdownText(layer.name)}](${dictionaryFile(layer)})`,
        markdownText(layer.comment ?? ''),
        String(tablesByLayer(model).get(layer.name)?.length ?? 0),
      ]),
    ),
    [
      '- [Lineage](lineage.md): which table reads which, and where columns come from',
      '- [Quality rules](quality-rules.md): what is checked, and what happens to rows that fail',
      '- [Environments](environments.md): where tables and files are',
      '- [Deployment](deployment.md): how changes get there',
      '- [Observability](observability.md): logs, monitors, dashboards',
      ...(hasAccess(model) ? ['- [Access](access.md): privileges, masks, filters, apps'] : []),
    ].join('\n'),
  ]);

/** docs/: the data dictionary, lineage, rules, environments, deployment and observability. */
export const emitDocs = (model: Model): readonly OutputFile[] => [
  startPage(model),
  ...(hasAccess(model) ? [accessPage(model)] : []),
  ...dictionaryPages(model),
  deploymentPage(model),
  environmentsPage(model),
  lineagePage(model),
  observabilityPage(model),
  rulesPage(model),
];
