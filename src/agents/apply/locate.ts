/** Where a construct is made: the `new` at its place, if it is certain that it makes this one and no other. */
import type { Place } from '../../query/place.ts';
import { shortened } from '../../model/diagnostics/diagnostic.ts';
import type { ConstructRef } from '../change.ts';
import { NotApplied } from './diagnostics.ts';
import { type Binding, lookUp, scopeAt } from './scopes.ts';
import { resolve } from 'node:path';
import type { SourceFile, SourceFiles } from './sources.ts';
import { bare, literalText, type Node, type NodeOf, pathTo } from './syntax.ts';

export interface Made {
  readonly source: SourceFile;
  readonly node: NodeOf<'NewExpression'> | NodeOf<'CallExpression'>;
  /** All around it, the outermost first, itself last. */
  readonly path: readonly Node[];
}

export const sourceOf = (files: SourceFiles, { file }: Place): SourceFile => {
  const source = files.get(resolve(files.root, file));
  if (!source) throw new NotApplied({ kind: 'file-unknown', file });
  if (source.syntax.error) throw new NotApplied({ kind: 'file-syntax', file: source.path, message: source.syntax.error.message });
  return source;
};

/** A place counts from the text without its byte order mark. */
const offsetOf = (text: string, { line, column }: Place): number => {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  return start + column - 1;
};
/** The name of what is called: V8 gives a call the place of the last word before its parenthesis. */
const calledAt = (node: Node): { readonly name: string; readonly offset: number } | undefined => {
  if (node.type !== 'CallExpression') return undefined;
  const callee = bare(node.callee);
  if (callee.type === 'Identifier') return { name: callee.name, offset: callee.start };
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') return { name: callee.property.name, offset: callee.property.start };
  if (callee.type === 'Super') return { name: 'super', offset: callee.start };
  return undefined;
};

/** The `new` or the call at the place of a construct. */
export const locate = (files: SourceFiles, ref: ConstructRef): Made => {
  const source = sourceOf(files, ref.at);
  const offset = offsetOf(source.text, ref.at);
  const path = pathTo(source.syntax.program, offset, offset + 1);
  const at = path.findLastIndex((node) => (node.type === 'NewExpression' && node.start === offset) || calledAt(node)?.offset === offset);
  const node = path[at];
  if (node?.type !== 'NewExpression' && node?.type !== 'CallExpression') throw new NotApplied({ kind: 'nothing-there', key: ref.key });
  return { source, node, path: path.slice(0, at + 1) };
};

/** The `new` that makes a construct and only it. */
export const locateNew = (files: SourceFiles, ref: ConstructRef, constructs: readonly ConstructRef[]): Made & { readonly node: NodeOf<'NewExpression'> } => {
  const made = locate(files, ref);
  const { node, path, source } = made;
  if (node.type === 'CallExpression') {
    const called = calledAt(node)?.name;
    throw new NotApplied({ kind: 'made-elsewhere', key: ref.key, by: called === 'super' ? 'the class around it' : `\`${called}(…)\`` });
  }
  const id = node.arguments[1];
  if (!id || literalText(bare(id)) !== ref.name)
    throw new NotApplied({ kind: 'other-name', key: ref.key, name: ref.name, found: id ? `\`${shortened(source.text.slice(id.start, id.end))}\`` : 'nothing' });
  const others = constructs.filter(({ key, at }) => key !== ref.key && at.file === ref.at.file && at.line === ref.at.line && at.column === ref.at.column);
  if (others.length > 0) throw new NotApplied({ kind: 'several-made', key: ref.key, others: others.map(({ key }) => key) });
  if (path.some((each, i) => isLoop(each) || isCallback(each, path[i - 1]))) throw new NotApplied({ kind: 'in-loop', key: ref.key });
  return { ...made, node };
};
const isLoop = ({ type }: Node): boolean => /^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(type);
/** A function that is passed on may be called any number of times. */
const isCallback = (node: Node, parent: Node | undefined): boolean =>
  (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression') &&
  (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') &&
  parent.arguments.some((argument) => argument === node);

/** The object in which a construct's options are written, in the call or in a constant that only this call uses. */
export const optionsOf = ({ source, node }: Made, key: string): NodeOf<'ObjectExpression'> => {
  const refuse = (why: string): never => {
    throw new NotApplied({ kind: 'options-elsewhere', key, why });
  };
  const given = node.arguments[2];
  if (!given) return refuse('there are none');
  const options = bare(given);
  if (options.type === 'ObjectExpression') return options;
  if (options.type !== 'Identifier') return refuse(`they are \`${shortened(source.text.slice(given.start, given.end))}\``);
  const binding = lookUp(scopeAt(source.scopes, options.start), options.name);
  if (!binding) return refuse(`\`${options.name}\` is not declared in ${source.path}`);
  const constant = constantOf(source, binding);
  const value = constant?.init ? bare(constant.init) : undefined;
  if (value?.type !== 'ObjectExpression') return refuse(`\`${options.name}\` is not a constant with an object`);
  if (binding.uses.length !== 1) return refuse(`\`${options.name}\` is used ${binding.uses.length} times`);
  if (isExported(source, binding)) return refuse(`\`${options.name}\` is exported`);
  return value;
};
/** The declarator of `const name = …`. */
export const constantOf = ({ syntax }: SourceFile, { declaredBy, identifier }: Binding): NodeOf<'VariableDeclarator'> | undefined => {
  if (declaredBy.type !== 'VariableDeclarator' || declaredBy.id !== identifier) return undefined;
  const path = pathTo(syntax.program, declaredBy.start, declaredBy.end);
  return path.some((node) => node.type === 'VariableDeclaration' && node.kind === 'const' && node.declarations.includes(declaredBy)) ? declaredBy : undefined;
};
const isExported = ({ syntax }: SourceFile, { declaredBy }: Binding): boolean =>
  pathTo(syntax.program, declaredBy.start, declaredBy.end).some((node) => node.type === 'ExportNamedDeclaration');
