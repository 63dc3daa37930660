/** data_validation/<layer>/<table>.py: the quality rules of each table that has some. */
import type { Limit, Model, RuleModel, TableModel } from '../../model/model.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { layerModule, ownLayers } from '../physical.ts';
import { docstring } from '../python/docstring.ts';
import { compileExpr, ONE_INPUT } from '../python/expression.ts';
import { Imports } from '../python/imports.ts';
import { type Doc, concat } from '../python/layout.ts';
import { functionText, moduleText, packageText } from '../python/module.ts';
import { functionName, Names } from '../python/names.ts';
import { type Piece, call, keyword, list, plain, statement, string, strings, toDoc } from '../python/syntax.ts';
import { Tables } from '../python/table.ts';
import { UNNAMED } from '../python/window.ts';

const RUNTIME = 'databricks_utils';
const limitPiece = (limit: Limit, imports: Imports): Piece =>
  limit.kind === 'rows' ? plain(String(limit.value)) : call(imports.from(RUNTIME, 'Percent'), [String(limit.value)]);

const ruleDoc = (rule: RuleModel, imports: Imports, hoist: (piece: Piece) => Piece): Doc => {
  const condition = (node: Extract<RuleModel, { kind: 'row' }>['check']): Piece => compileExpr(node, { imports, scope: ONE_INPUT, windows: UNNAMED, hoist });
  const shared: readonly (readonly [string, Piece])[] = [
    ['on_violation', plain(pythonString(rule.onViolation))],
    ['severity', plain(pythonString(rule.severity))],
    ...(rule.kind === 'row' && rule.nulls === 'pass' ? [['nulls', plain(pythonString(rule.nulls))] as const] : []),
    ...(rule.failAbove === undefined ? [] : [['fail_above', limitPiece(rule.failAbove, imports)] as const]),
    ...(rule.description === undefined ? [] : [['description', string(rule.description)] as const]),
  ];
  const options = shared.map(([name, value]) => keyword(name, value));
  if (rule.kind === 'row') return toDoc(call(imports.from(RUNTIME, 'Rule'), [pythonString(rule.name), toDoc(condition(rule.check)), ...options]));
  const where = rule.where === undefined ? [] : [keyword('where', condition(rule.where))];
  return toDoc(call(imports.from(RUNTIME, 'UniqueRule'), [pythonString(rule.name), keyword('columns', plain(strings(rule.columns))), ...where, ...options]));
};

const rulesModule = ({ key, rules }: TableModel): string => {
  const imports = new Imports();
  const names = new Names(['rules']);
  const parts: Doc[] = [];
  const hoist = (piece: Piece): Piece => {
    const name = names.free('part');
    parts.push(statement(`${name} = `, piece));
    return plain(name);
  };
  const docs = rules.map((rule) => ruleDoc(rule, imports, hoist));
  const kinds = [...new Set(rules.map((rule) => (rule.kind === 'row' ? 'Rule' : 'UniqueRule')))].toSorted();
  const made = functionText({
    name: 'rules',
    parameters: [],
    returns: `list[${kinds.map((kind) => imports.from(RUNTIME, kind)).join(' | ')}]`,
    docstring: docstring({ summary: `The rules that rows of ${key} must follow`, otherwise: 'The rules of the table' }, 1),
    body: [...parts, concat('return ', list(docs))],
  });
  return moduleText({ summary: `Quality rules of ${key}`, otherwise: 'Quality rules of a table', imports, parts: [made] });
};

const hasRules = (table: TableModel): boolean => table.rules.length > 0;
/** The module of a table's rules, e.g. `data_validation.silver`, and its name there. */
export const rulesPackage = (layer: string): string => `data_validation.${layer}`;

/** data_validation/: conditions are made inside functions, because a column needs a session. */
export const emitValidation = (model: Model): readonly OutputFile[] => {
  const tables = new Tables(model);
  const layers = ownLayers(model).filter((layer) => tables.in(layer).some(hasRules));
  if (layers.length === 0) return [];
  const init = (path: string, summary: string): OutputFile => ({ path: `${path}/__init__.py`, content: packageText(summary, summary) });
  return [
    init('data_validation', 'Quality rules'),
    ...layers.flatMap((layer) => {
      const folder = `data_validation/${layerModule(layer)}`;
      const modules = tables
        .in(layer)
        .filter(hasRules)
        .map((table) => ({ path: `${folder}/${functionName(table.module)}.py`, content: rulesModule(table) }));
      return [init(folder, `Quality rules of the layer ${layerModule(layer)}`), ...modules];
    }),
  ];
};
