import { readersOf } from '../../model/graph.ts';
import type { Model } from '../../model/model.ts';
import { typeText } from '../../query/datatype.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { yamlDocument } from '../../utils/yaml-text.ts';
import { checkText, factsOf, lineageOf } from '../describe.ts';
import { HEADER } from '../header.ts';
import { APP_PY } from './app-py.ts';

export const CATALOGUE_FOLDER = 'databricks_apps/data_catalogue';

/** What the catalogue shows, one table a line: readable in a review, and half the size of one value a line. */
const catalogueText = (model: Model): string => {
  const lineage = lineageOf(model);
  const readers = readersOf(model.tables);
  const tables = model.tables.map((table) => {
    const sources = lineage.get(table.key);
    return {
      key: table.key,
      layer: table.layer,
      description: table.intent,
      facts: factsOf(table),
      columns: table.columns.map(({ name, type, nullable, comment }) => ({ name, type: typeText(type), nullable, comment, from: sources?.get(name) ?? [] })),
      rules: table.rules.map((rule) => ({
        name: rule.name,
        onViolation: rule.onViolation,
        severity: rule.severity,
        check: checkText(rule),
        description: rule.description,
      })),
      reads: table.reads,
      readBy: readers.get(table.key) ?? [],
    };
  });
  const head = JSON.stringify({
    project: model.project.name,
    description: model.project.description,
    layers: model.layers.map(({ name, comment }) => ({ name, comment })),
  });
  return `${head.slice(0, -1)},"tables":[\n${tables.map((table) => JSON.stringify(table)).join(',\n')}\n]}\n`;
};

/** databricks_apps/: the data catalogue, a small web page over what the definition says. */
export const emitApps = (model: Model): readonly OutputFile[] => [
  { path: `${CATALOGUE_FOLDER}/app.py`, content: APP_PY },
  { path: `${CATALOGUE_FOLDER}/app.yaml`, content: yamlDocument({ command: ['python', 'app.py'] }, { header: HEADER }) },
  { path: `${CATALOGUE_FOLDER}/catalogue.json`, content: catalogueText(model) },
];
