import { readersOf } from '../../model/graph.ts';
import { columnLineage } from '../../model/lineage.ts';
import type { Model } from '../../model/model.ts';
import { typeText } from '../../query/datatype.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { yamlDocument } from '../../utils/yaml-text.ts';
import { checkText, factsOf } from '../describe.ts';
import { HEADER } from '../header.ts';
import { APP_PY } from './app-py.ts';

const FOLDER = 'databricks_apps/data_catalogue';

/** What the catalogue shows. */
const catalogueOf = (model: Model): object => {
  const lineage = columnLineage(model);
  const readers = readersOf(model.tables);
  return {
    project: model.project.name,
    description: model.project.description,
    layers: model.layers.map(({ name, comment }) => ({ name, comment })),
    tables: model.tables.map((table) => ({
      key: table.key,
      layer: table.layer,
      kind: table.kind,
      description: table.intent,
      facts: factsOf(table),
      columns: table.columns.map((column) => ({
        name: column.name,
        type: typeText(column.type),
        nullable: column.nullable,
        comment: column.comment,
        from: lineage.get(table.key)?.get(column.name) ?? [],
      })),
      rules: table.rules.map((rule) => ({
        name: rule.name,
        onViolation: rule.onViolation,
        severity: rule.severity,
        check: checkText(rule),
        description: rule.description,
      })),
      reads: table.reads,
      readBy: readers.get(table.key) ?? [],
    })),
  };
};

/** databricks_apps/: the data catalogue, a small web page over what the definition says. */
export const emitApps = (model: Model): readonly OutputFile[] => [
  { path: `${FOLDER}/app.py`, content: APP_PY },
  { path: `${FOLDER}/app.yaml`, content: yamlDocument({ command: ['python', 'app.py'] }, { header: HEADER }) },
  { path: `${FOLDER}/catalogue.json`, content: `${JSON.stringify(catalogueOf(model), null, 1)}\n` },
];
