import { Imports } from '../../../src/emit/python/imports.ts';
import { functionText, moduleText } from '../../../src/emit/python/module.ts';
import { Names } from '../../../src/emit/python/names.ts';
import { planStatements } from '../../../src/emit/python/plan.ts';
import { type PlanNode, tablesOf } from '../../../src/query/plan.ts';
import { viewName } from '../sources.ts';

/** The view that stands for a table. */
export const bare = (key: string): string => viewName(key).slice(1, -1);
export interface ModuleOf {
  readonly text: string;
  /** The function. */
  readonly name: string;
  /** The view for each parameter. */
  readonly inputs: Readonly<Record<string, string>>;
}
/** A module with one function for a relation. */
export const moduleOf = (plan: PlanNode): ModuleOf => {
  const imports = new Imports();
  const inputs = Object.fromEntries(tablesOf(plan).map((key) => [key.replace(/^.*\./, ''), bare(key)]));
  const parameter = (key: string): string => key.replace(/^.*\./, '');
  const names = new Names(['made', ...Object.keys(inputs)]);
  const body = planStatements(plan, { parameter, isOpen: () => false }, imports, names);
  const parameters = Object.keys(inputs).map((name) => [name, imports.use('DataFrame')] as const);
  const made = functionText({ name: 'made', parameters, returns: imports.use('DataFrame'), docstring: '    """Made."""', body });
  return { text: moduleText({ summary: 'A relation', otherwise: 'A relation', imports, parts: [made] }), name: 'made', inputs };
};
