/** data_validation/<layer>/<table>.py: the quality rules of each table that has any. */
import type { Limit, Model, RuleKind, RuleModel, TableModel } from '../../model/model.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { layerModule, ownLayers } from '../physical.ts';
import { docstring } from '../python/docstring.ts';
import { timedelta } from '../python/duration.ts';
import { compileExpr, ONE_INPUT, type Scope } from '../python/expression.ts';
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

/** Columns of the row occur in an inner query. */
const REFERENCE: Scope = (input, name) => [input === 0 ? 'row' : 'to', name];
const CLASSES: Readonly<Record<RuleKind, string>> = {
  row: 'Rule',
  reference: 'ReferenceRule',
  unique: 'UniqueRule',
  freshness: 'FreshnessRule',
  metric: 'MetricRule',
};
/** The columns of the row that a reference compares. */
const comparedColumns = (on: ExprNode): readonly string[] => {
  const names = new Set<string>();
  walk([on], (node) => {
    if (node.kind === 'column' && node.input === 0) names.add(node.name);
  });
  return [...names];
};

type Option = readonly [name: string, value: Piece];
/** What a rule has besides its name and the common options. The first may be positional: it has no name. */
const partsOf = (rule: RuleModel, imports: Imports, hoist: (piece: Piece) => Piece): readonly (Option | Piece)[] => {
  const context = { imports, windows: UNNAMED, hoist };
  const expr = (node: ExprNode): Piece => compileExpr(node, { ...context, scope: ONE_INPUT });
  switch (rule.kind) {
    case 'row':
      return [expr(rule.check)];
    case 'reference':
      return [
        ['to', string(rule.to)],
        ['on', compileExpr(rule.on, { imports, windows: UNNAMED, scope: REFERENCE, outer: 0 })],
        ['columns', plain(strings(comparedColumns(rule.on)))],
      ];
    case 'unique':
      return [['columns', plain(strings(rule.columns))], ...(rule.where === undefined ? [] : [['where', expr(rule.where)] as const])];
    case 'freshness':
      return [
        ['column', string(rule.column)],
        ['max_age', timedelta(rule.maxAge, imports)],
      ];
    case 'metric':
      return [
        expr(rule.value),
        ...(rule.min === undefined ? [] : [['minimum', plain(String(rule.min))] as const]),
        ...(rule.max === undefined ? [] : [['maximum', plain(String(rule.max))] as const]),
        ...(rule.withinOfUsual === undefined ? [] : [['within_of_usual', call(imports.from(RUNTIME, 'Percent'), [String(rule.withinOfUsual)])] as const]),
      ];
    default:
      return rule satisfies never;
  }
};
const USUAL_NULLS: Readonly<Partial<Record<RuleKind, string>>> = { row: 'violate', reference: 'pass' };

const ruleDoc = (rule: RuleModel, imports: Imports, hoist: (piece: Piece) => Piece): Doc => {
  const shared: readonly Option[] = [
    ['on_violation', plain(pythonString(rule.onViolation))],
    ['severity', plain(pythonString(rule.severity))],
    ...('nulls' in rule && rule.nulls !== USUAL_NULLS[rule.kind] ? [['nulls', plain(pythonString(rule.nulls))] as const] : []),
    ...(rule.failAbove === undefined ? [] : [['fail_above', limitPiece(rule.failAbove, imports)] as const]),
    ...(rule.description === undefined ? [] : [['description', string(rule.description)] as const]),
  ];
  const parts = [...partsOf(rule, imports, hoist), ...shared];
  const docs = parts.map((part) => (Array.isArray(part) ? keyword(...(part as Option)) : toDoc(part as Piece)));
  return toDoc(call(imports.from(RUNTIME, CLASSES[rule.kind]), [pythonString(rule.name), ...docs]));
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
  const kinds = [...new Set(rules.map((rule) => CLASSES[rule.kind]))].toSorted();
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
