import { pythonString } from '../../utils/python-text.ts';
import { HEADER } from '../header.ts';
import { print } from '../python/layout.ts';
import { functionName } from '../python/names.ts';
import { dict, plain, statement } from '../python/syntax.ts';
import type { Tables } from '../python/table.ts';
import { externalNames } from './source.ts';

const SHARED_MODULE = `# ${HEADER}
"""What the declarative pipelines read; \`databricks_utils.declarative\` describes how they run."""

from databricks_utils.declarative import DeclarativePipeline

@@EXTERNAL@@

# The module that declares the columns of a table.
@@MODULES@@

pipeline = DeclarativePipeline(EXTERNAL, MODULES)
`;
/** pipelines/declarative/_shared.py */
export const sharedModule = (tables: Tables): string => {
  const modules = tables.model.tables
    .filter((table) => table.kind !== 'external' && table.body.kind !== 'unwritten')
    .map((table) => [table.key, plain(pythonString(`${tables.package(table)}.${functionName(table.module)}`))] as const);
  const texts = {
    EXTERNAL: statement('EXTERNAL: dict[str, str | dict[str, str]] = ', plain(dict(externalNames(tables.model.tables)))),
    MODULES: statement('MODULES: dict[str, str] = ', plain(dict(modules))),
  };
  return SHARED_MODULE.replace(/@@(EXTERNAL|MODULES)@@/g, (_, name: keyof typeof texts) => print(texts[name]));
};
