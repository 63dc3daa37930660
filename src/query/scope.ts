/**
 * What happens while a callback such as `where((f) => …)` runs: which columns it may use, and which expressions it made.
 * Only this way can a row used outside its callback and an expression made but never used (`a && b`) be found.
 */
import type { ColumnNode, ExprNode, GroupingNode, VariableNode } from './node.ts';
import { childrenOf, walk } from './node.ts';
import { type Place, placeOf, type Trace, trace } from './place.ts';
import { operatorProblems } from './javascript-operators.ts';
import { type Problem, problem } from './problem.ts';

/** The columns of a row, the parameters of a lambda or what tells totals: usable while in scope. */
export type Bindings = readonly (ColumnNode | VariableNode | GroupingNode)[];
interface Scope {
  readonly made: ExprNode[];
  /** Taken only in a second run, when a place is needed. */
  readonly traces?: Trace[];
  readonly allowed: Set<ExprNode>;
  readonly superseded: Set<ExprNode>;
}
const stack: Scope[] = [];

/** Notes an expression that the running callback made. */
export const made = (node: ExprNode): void => {
  const scope = stack.at(-1);
  if (!scope) return;
  scope.made.push(node);
  scope.traces?.push(trace());
};

/** Says that an expression lives on in another one that was made of it. */
export const superseded = (node: ExprNode): void => {
  stack.at(-1)?.superseded.add(node);
};

export interface Outcome<R> {
  readonly result: R;
  /** Checks what the callback returned; call it once with the nodes that are kept. */
  readonly check: (kept: readonly ExprNode[]) => readonly Problem[];
}

const label = (node: ExprNode): string => {
  switch (node.kind) {
    case 'call':
    case 'aggregate':
      return `${node.fn}(…)`;
    case 'column':
    case 'variable':
      return node.name;
    case 'grouping':
      return `grouping(${node.key ?? ''})`;
    default:
      return node.kind;
  }
};

const within = <R>(scope: Scope, callback: () => R): R => {
  stack.push(scope);
  try {
    return callback();
  } finally {
    stack.pop();
  }
};

/**
 * Runs a callback over rows with these columns. Callbacks are pure: if a place is needed, the callback is run again with traces.
 * `written` is the function as the user wrote it, whose text is read.
 */
export const inCallback = <R>(rows: readonly Bindings[], callback: () => R, written?: unknown): Outcome<R> => {
  // A row of a callback around this one is another relation's: Spark would read its columns as this one's.
  const scope: Scope = { made: [], allowed: new Set(rows.flat()), superseded: new Set() };
  const result = within(scope, callback);
  const placeAt = (index: number): Place | undefined => {
    const again: Scope = { made: [], traces: [], allowed: new Set(scope.allowed), superseded: new Set() };
    within(again, callback);
    return again.made.length === scope.made.length ? placeOf(again.traces?.[index]) : undefined;
  };
  const check = (kept: readonly ExprNode[]): readonly Problem[] => {
    const problems: Problem[] = [];
    const reached = new Set<ExprNode>();
    walk(kept, (node) => {
      if (reached.has(node)) return false;
      reached.add(node);
      if ((node.kind === 'column' || node.kind === 'variable' || node.kind === 'grouping') && !scope.allowed.has(node))
        problems.push(problem({ kind: 'row-outside-callback', column: label(node) }));
      return true;
    });
    const operators = operatorProblems(written);
    // An operator is why the expressions around it are lost.
    if (operators.length > 0) return [...problems, ...operators];
    const lost = scope.made.filter((node) => !reached.has(node));
    if (lost.length === 0) return problems;
    const consumed = new Set(lost.flatMap((node) => childrenOf(node)));
    // What a wrong expression was made from is lost with it; one mistake, one message.
    const broken = [...reached, ...scope.made].some((node) => node.kind === 'error');
    for (const [index, node] of scope.made.entries()) {
      if (reached.has(node) || consumed.has(node) || scope.superseded.has(node)) continue;
      if (node.kind === 'error') {
        problems.push(...node.problems);
        continue;
      }
      if (broken) continue;
      const at = placeAt(index);
      problems.push({ kind: 'unused-expression', expression: label(node), ...(at ? { at } : {}) });
    }
    return problems;
  };
  return { result, check };
};

/** Runs a lambda: what it makes belongs to the callback around it. */
export const inLambda = <R>(parameters: Bindings, body: () => R): R => {
  const allowed = stack.at(-1)?.allowed;
  for (const parameter of parameters) allowed?.add(parameter);
  return body();
};
