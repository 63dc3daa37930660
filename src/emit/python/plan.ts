/** Plans as statements of a function: steps are chained, one a line; what is read twice, or grows too long, gets a name. */
import { identifier } from '../../model/names.ts';
import { type ExprNode, type NamedExpr, type ScalarNode, type WindowNode, walk } from '../../query/node.ts';
import { type PlanNode, type Schema, exprsOf, inputsOf, stepsOf, valuesOf } from '../../query/plan.ts';
import { pythonString } from '../../utils/python-text.ts';
import { STEP_WORDS } from '../step-words.ts';
import { type ExprContext, ONE_INPUT, type Scope, compileExpr } from './expression.ts';
import type { Imports } from './imports.ts';
import { type Doc, print } from './layout.ts';
import { type Names, columnPath } from './names.ts';
import { orderedSteps } from './column-order.ts';
import { STEPS } from './steps.ts';
import { type Piece, method, plain, statement, toDoc } from './syntax.ts';
import { UNNAMED, type Windows, specPiece } from './window.ts';

/** What is known about a frame while the function is written. */
export interface Frame {
  readonly piece: Piece;
  /** The frame may have more columns than the plan says, as external tables do. */
  readonly open: boolean;
}
/** What the rules of the steps may ask for. */
export interface StepContext {
  readonly imports: Imports;
  readonly names: Names;
  /** The frame of an input. */
  readonly frame: (plan: PlanNode) => Frame;
  /** The frame of an input, with the columns of the plan and no others. */
  readonly exact: (plan: PlanNode) => Frame;
  /** The frame of an input as a variable. */
  readonly variable: (plan: PlanNode) => string;
  /** Whether the order of a step's columns shows in the result. */
  readonly ordered: (plan: PlanNode) => boolean;
  /** The variable of the first table that a plan reads. */
  readonly stem: (plan: PlanNode) => string;
  /** An expression of the current step. */
  readonly expr: (node: ExprNode, scope?: Scope) => Piece;
  readonly context: (scope?: Scope) => ExprContext;
}
export interface PlanSources {
  /** The parameter that holds a table. */
  readonly parameter: (table: string) => string;
  readonly isOpen: (table: string) => boolean;
}

/** Beyond this many calls, a chain continues in a new statement. */
const LONGEST_CHAIN = 15;
const STEM_LENGTH = 40;
const linksOf = (piece: Piece): number => (piece.kind === 'chain' ? piece.links.length : 0);

export const columnNames = (schema: Schema): readonly Doc[] => schema.map((column) => pythonString(columnPath(column.name)));
/** A column under its name: `"carrier"`, or an expression with an alias. */
export const named = ({ name, expr }: NamedExpr, { expr: compile }: Pick<StepContext, 'expr'>, scope: Scope = ONE_INPUT): Doc => {
  const path = expr.kind === 'column' ? scope(expr.input, expr.name) : [];
  if (path.at(-1) === name) return pythonString(columnPath(...path));
  return toDoc(method(compile(expr, scope), 'alias', [pythonString(name)]));
};

const HAS_SIDES: ReadonlySet<PlanNode['kind']> = new Set(['join', 'joinAsOf']);
/** Gives names to the windows that a step uses several times. */
const windowsOf = (exprs: readonly ExprNode[], context: ExprContext, names: Names, statements: Doc[]): Windows => {
  const windows: WindowNode[] = [];
  walk(exprs, (node) => {
    if (node.kind === 'window') windows.push(node);
  });
  if (windows.length < 2) return UNNAMED;
  const bare: ExprContext = { ...context, windows: UNNAMED };
  const specs = windows.map((node) => {
    const spec = specPiece(node, { ...bare, of: (child) => compileExpr(child, bare) });
    return { node, spec, text: print(toDoc(spec)) };
  });
  const counts = new Map<string, number>();
  for (const { text } of specs) counts.set(text, (counts.get(text) ?? 0) + 1);
  const variables = new Map<string, string>();
  const byNode = new Map<WindowNode, string>();
  for (const { node, spec, text } of specs) {
    if ((counts.get(text) ?? 0) < 2) continue;
    let variable = variables.get(text);
    if (variable === undefined) {
      const columns = node.partitionBy.flatMap((key) => (key.kind === 'column' ? [identifier(key.name)] : []));
      const word = `by_${columns.join('_and_')}`;
      variable = names.free(columns.length === node.partitionBy.length && columns.length > 0 && word.length <= STEM_LENGTH ? word : 'window');
      variables.set(text, variable);
      statements.push(statement(`${variable} = `, spec));
    }
    byNode.set(node, variable);
  }
  return {
    named: (node, spec) => {
      const variable = byNode.get(node);
      return variable === undefined ? spec() : plain(variable);
    },
  };
};

/** The statements of a function that gives the frame of a plan. */
export const planStatements = (root: PlanNode, sources: PlanSources, imports: Imports, names: Names): readonly Doc[] => {
  const steps = stepsOf(root);
  const readers = new Map<PlanNode, number>();
  const read = (plan: PlanNode): void => void readers.set(plan, (readers.get(plan) ?? 0) + 1);
  for (const step of steps) inputsOf(step).forEach(read);
  new Set(steps.flatMap(valuesOf)).forEach(read);
  const inOrder = orderedSteps(steps, root);
  const ordered = (plan: PlanNode): boolean => inOrder.has(plan);
  const statements: Doc[] = [];
  const frames = new Map<PlanNode, Frame>();
  const stems = new Map<PlanNode, string>();

  const stem = (plan: PlanNode): string => stems.get(plan) ?? 'rows';
  const assign = (plan: PlanNode, frame: Frame): Frame => {
    const word = plan.kind === 'seed' ? 'rows' : `${stem(plan).slice(0, STEM_LENGTH)}_${STEP_WORDS[plan.kind]}`;
    const variable = names.free(word);
    statements.push(statement(`${variable} = `, frame.piece));
    const held = { piece: plain(variable), open: frame.open };
    frames.set(plan, held);
    return held;
  };
  const frame = (plan: PlanNode): Frame => {
    const known = frames.get(plan);
    if (!known) throw new Error(`a ${plan.kind} step was not compiled before its reader`);
    return known;
  };
  const exact = (plan: PlanNode): Frame => {
    const known = frame(plan);
    return known.open ? { piece: method(known.piece, 'select', columnNames(plan.schema)), open: false } : known;
  };
  const variable = (plan: PlanNode): string => {
    const { piece } = frame(plan).piece.kind === 'plain' ? frame(plan) : assign(plan, frame(plan));
    return print(toDoc(piece));
  };

  const values = new Map<PlanNode, Piece>();
  /** The value of a relation has the name of its column. */
  const value = ({ plan }: ScalarNode): Piece => {
    const known = values.get(plan);
    if (known) return known;
    const [column] = plan.schema;
    const name = names.free(identifier(column?.name ?? '') || 'value', `${stem(plan).slice(0, STEM_LENGTH)}_value`);
    statements.push(statement(`${name} = `, method(exact(plan).piece, 'scalar')));
    values.set(plan, plain(name));
    return plain(name);
  };

  const hoist = (piece: Piece): Piece => {
    const name = names.free('part');
    statements.push(statement(`${name} = `, piece));
    return plain(name);
  };

  for (const step of steps) {
    if (step.kind === 'read' || step.kind === 'readStream') {
      const parameter = sources.parameter(step.table);
      stems.set(step, parameter);
      frames.set(step, { piece: plain(parameter), open: sources.isOpen(step.table) });
      continue;
    }
    const [first] = inputsOf(step);
    if (first) stems.set(step, stem(first));
    const bare: ExprContext = { imports, scope: ONE_INPUT, windows: UNNAMED };
    // Windows of joins name sides, which exist only within the step.
    const windows = HAS_SIDES.has(step.kind) ? UNNAMED : windowsOf(exprsOf(step), bare, names, statements);
    const pivoted = step.kind === 'pivot' ? { pivoted: true as const } : {};
    const context = (scope: Scope = ONE_INPUT): ExprContext => ({ imports, scope, windows, value, hoist, ...pivoted });
    const made = (STEPS[step.kind] as Rule)(step, {
      imports,
      names,
      frame,
      exact,
      variable,
      ordered,
      stem,
      context,
      expr: (node, scope) => compileExpr(node, context(scope)),
    });
    frames.set(step, made);
    if (step !== root && ((readers.get(step) ?? 0) > 1 || linksOf(made.piece) >= LONGEST_CHAIN)) assign(step, made);
  }
  return [...statements, statement('return ', exact(root).piece)];
};
type Rule = (step: PlanNode, context: StepContext) => Frame;
