import { pythonString } from '../../utils/python-text.ts';
import { HEADER } from '../header.ts';
import { print } from '../python/layout.ts';
import { functionName } from '../python/names.ts';
import { dict, plain } from '../python/syntax.ts';
import type { Tables } from '../python/table.ts';

const SHARED_MODULE = `# ${HEADER}
"""What the declarative pipelines read; how they run is told in \`databricks_utils.declarative\`."""

from databricks_utils.declarative import DeclarativePipeline

EXTERNAL: dict[str, str] = @@EXTERNAL@@

# The module that declares the columns of a table.
MODULES: dict[str, str] = @@MODULES@@

pipeline = DeclarativePipeline(EXTERNAL, MODULES)
`;
/** pipelines/declarative/_shared.py */
export const sharedModule = (tables: Tables): string => {
  const external = tables.model.tables.flatMap(({ key, body }) => (body.kind === 'external' ? [[key, plain(pythonString(body.name.value))] as const] : []));
  const modules = tables.model.tables
    .filter((table) => table.kind !== 'external' && table.body.kind !== 'unwritten')
    .map((table) => [table.key, plain(pythonString(`${tables.package(table)}.${functionName(table.module)}`))] as const);
  return SHARED_MODULE.replace(/@@(EXTERNAL|MODULES)@@/g, (_, name) => print(dict(name === 'EXTERNAL' ? external : modules)));
};
