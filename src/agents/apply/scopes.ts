/** Which name means what: declarations and uses of a text, by JavaScript's rules of scope. Names that only types use are ignored. */
import { childrenOf, type Node, type NodeOf } from './syntax.ts';

type Identifier = NodeOf<'Identifier'>;
export interface Binding {
  readonly name: string;
  readonly scope: Scope;
  /** The name where it is declared. */
  readonly identifier: Identifier;
  /** What declares it: a declarator, an import specifier, a function, a parameter's function. */
  readonly declaredBy: Node;
  readonly uses: Identifier[];
}
export interface Scope {
  readonly node: Node;
  readonly parent: Scope | undefined;
  readonly bindings: Map<string, Binding>;
}
export interface Use {
  readonly identifier: Identifier;
  readonly scope: Scope;
  readonly binding: Binding | undefined;
  /** Stands for both key and value in `{ name }`. */
  readonly shorthand: boolean;
}
export interface Scopes {
  readonly top: Scope;
  readonly uses: readonly Use[];
  readonly all: readonly Scope[];
}

export const lookUp = (scope: Scope | undefined, name: string): Binding | undefined => {
  for (let at = scope; at; at = at.parent) {
    const found = at.bindings.get(name);
    if (found) return found;
  }
  return undefined;
};
/** The innermost scope around an offset. */
export const scopeAt = ({ all, top }: Scopes, offset: number): Scope =>
  all.reduce(
    (inner, scope) =>
      scope.node.start <= offset && offset < scope.node.end && scope.node.end - scope.node.start <= inner.node.end - inner.node.start ? scope : inner,
    top,
  );

const isFunction = (node: Node): boolean =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
/** Nodes of types alone; they declare and use no value. */
const ONLY_TYPES =
  /^TS(?!AsExpression|SatisfiesExpression|NonNullExpression|TypeAssertion|InstantiationExpression|EnumDeclaration|EnumBody|EnumMember|ParameterProperty|ExportAssignment)/;

export const scopesOf = (program: Node): Scopes => {
  const top: Scope = { node: program, parent: undefined, bindings: new Map() };
  const all: Scope[] = [top];
  const found: Omit<Use, 'binding'>[] = [];
  const open = (node: Node, parent: Scope): Scope => {
    const scope = { node, parent, bindings: new Map() };
    all.push(scope);
    return scope;
  };
  const declare = (identifier: Identifier, scope: Scope, declaredBy: Node): void => {
    const { name } = identifier;
    if (!scope.bindings.has(name)) scope.bindings.set(name, { name, scope, identifier, declaredBy, uses: [] });
  };
  const functionScope = (scope: Scope): Scope => {
    let at = scope;
    while (at.parent && !isFunction(at.node)) at = at.parent;
    return at;
  };
  /** Declares the names of a pattern, and visits its defaults and computed keys. */
  const pattern = (node: Node, target: Scope, scope: Scope, declaredBy: Node): void => {
    switch (node.type) {
      case 'Identifier':
        declare(node, target, declaredBy);
        return;
      case 'ObjectPattern':
        for (const each of node.properties) {
          if (each.type === 'Property' && each.computed) visit(each.key, scope);
          pattern(each.type === 'Property' ? each.value : each.argument, target, scope, declaredBy);
        }
        return;
      case 'ArrayPattern':
        for (const each of node.elements) if (each) pattern(each, target, scope, declaredBy);
        return;
      case 'AssignmentPattern':
        pattern(node.left, target, scope, declaredBy);
        visit(node.right, scope);
        return;
      case 'RestElement':
        pattern(node.argument, target, scope, declaredBy);
        return;
      case 'TSParameterProperty':
        pattern(node.parameter, target, scope, declaredBy);
        return;
      default:
        visit(node, scope);
        return;
    }
  };
  const each = (nodes: readonly (Node | null | undefined)[], scope: Scope): void => {
    for (const node of nodes) if (node) visit(node, scope);
  };
  const visit = (node: Node, scope: Scope): void => {
    if (ONLY_TYPES.test(node.type)) return;
    switch (node.type) {
      case 'Identifier':
        found.push({ identifier: node, scope, shorthand: false });
        return;
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) declare(specifier.local as Identifier, scope, specifier);
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) visit(node.declaration, scope);
        else if (!node.source) for (const { local } of node.specifiers) if (local.type === 'Identifier') visit(local, scope);
        return;
      case 'ExportAllDeclaration':
      case 'MetaProperty':
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'LabeledStatement':
        visit(node.body, scope);
        return;
      case 'VariableDeclaration': {
        const target = node.kind === 'var' ? functionScope(scope) : scope;
        for (const declarator of node.declarations) {
          pattern(declarator.id, target, scope, declarator);
          if (declarator.init) visit(declarator.init, scope);
        }
        return;
      }
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        if (node.type === 'FunctionDeclaration' && node.id) declare(node.id as Identifier, scope, node);
        const inner = open(node, scope);
        if (node.type === 'FunctionExpression' && node.id) declare(node.id as Identifier, inner, node);
        for (const parameter of node.params) pattern(parameter as Node, inner, inner, node);
        if (node.body?.type === 'BlockStatement') each(node.body.body, inner);
        else if (node.body) visit(node.body as Node, inner);
        return;
      }
      case 'ClassDeclaration':
      case 'ClassExpression': {
        if (node.type === 'ClassDeclaration' && node.id) declare(node.id as Identifier, scope, node);
        each(node.decorators, scope);
        const inner = open(node, scope);
        if (node.type === 'ClassExpression' && node.id) declare(node.id as Identifier, inner, node);
        if (node.superClass) visit(node.superClass, inner);
        visit(node.body, inner);
        return;
      }
      case 'TSEnumDeclaration':
        declare(node.id as Identifier, scope, node);
        return;
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        each(node.decorators, scope);
        if (node.computed) visit(node.key, scope);
        if (node.value) visit(node.value as Node, scope);
        return;
      case 'Property':
        if (node.computed) visit(node.key, scope);
        if (node.shorthand && node.value.type === 'Identifier') found.push({ identifier: node.value as Identifier, scope, shorthand: true });
        else visit(node.value, scope);
        return;
      case 'MemberExpression':
        visit(node.object, scope);
        if (node.computed) visit(node.property, scope);
        return;
      case 'CatchClause': {
        const inner = open(node, scope);
        if (node.param) pattern(node.param as Node, inner, inner, node);
        visit(node.body, inner);
        return;
      }
      case 'BlockStatement':
      case 'StaticBlock':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement':
        each(childrenOf(node), open(node, scope));
        return;
      default:
        each(childrenOf(node), scope);
        return;
    }
  };
  visit(program, top);
  const uses = found.map((use): Use => {
    const binding = lookUp(use.scope, use.identifier.name);
    binding?.uses.push(use.identifier);
    return { ...use, binding };
  });
  return { top, uses, all };
};

const names = new WeakMap<Node, ReadonlySet<string>>();
/** Names that something in a text already has: variables of all scopes, globals that are used, and types. */
export const namesIn = (program: Node, scopes?: Scopes): ReadonlySet<string> => {
  const known = names.get(program);
  if (known) return known;
  const { all, uses } = scopes ?? scopesOf(program);
  const found = new Set([...all.flatMap(({ bindings }) => [...bindings.keys()]), ...uses.map(({ identifier }) => identifier.name)]);
  const pending: { readonly node: Node; readonly type: boolean }[] = [{ node: program, type: false }];
  for (let at = pending.pop(); at; at = pending.pop()) {
    const type = at.type || ONLY_TYPES.test(at.node.type);
    if (type && at.node.type === 'Identifier') found.add(at.node.name);
    for (const node of childrenOf(at.node)) pending.push({ node, type });
  }
  names.set(program, found);
  return found;
};
