/** Reads an edited file back: what was to be added is there, and nothing else is different. */
import { type Edit, endOf, moved, writtenRanges } from './edit.ts';
import type { Naming } from './names.ts';
import type { Settings } from './properties.ts';
import type { SourceFile } from './sources.ts';
import { childrenOf, keyName, type Node, type NodeOf, parse, pathTo, sameShape, shapeOf } from './syntax.ts';

type ObjectLiteral = NodeOf<'ObjectExpression'>;
export interface Intended {
  readonly settings: ReadonlyMap<ObjectLiteral, Settings>;
  /** Statements in code, in order of their places. */
  readonly statements: readonly string[];
  /** Variables for what had none. */
  readonly namings: readonly Naming[];
  /** Names that become known, with what they are imported as. */
  readonly imports: readonly { readonly imported: string; readonly local: string }[];
}

/** What is not as intended; undefined if everything is. */
export const findDifference = (source: SourceFile, edits: readonly Edit[], after: string, intended: Intended): string | undefined => {
  const now = parse(source.file, after);
  if (now.error) return `it would no longer be TypeScript: ${now.error.message}`;
  const written = writtenRanges(edits);
  const within = (start: number, end: number): boolean => written.some(([from, to]) => from <= start && end <= to);
  const isWritten = (node: Node): boolean => within(node.start, endOf(now, node));
  const gone = new Set<unknown>();
  const added = new Set<unknown>();

  for (const [object, settings] of intended.settings) {
    const found = pathTo(now.program, moved(edits, object.start), moved(edits, object.start) + 1).findLast((node) => node.type === 'ObjectExpression');
    if (found?.type !== 'ObjectExpression') return 'the options are not where they were';
    for (const [name, code] of settings) {
      const properties = found.properties.flatMap((each) => (each.type === 'Property' && keyName(each) === name ? [each] : []));
      const [property] = properties;
      if (!property || properties.length > 1) return `\`${name}\` would be there ${properties.length} times`;
      if (!sameShape(shapeOf(property.value), shapeOf(expressionOf(code)))) return `\`${name}\` would mean something else`;
      added.add(property);
    }
    for (const each of object.properties) if (each.type === 'Property' && settings.has(keyName(each) ?? '')) gone.add(each);
  }

  for (const { statement, name } of intended.namings) {
    const start = moved(edits, statement.expression.start);
    const found = pathTo(now.program, start, start + 1).findLast((node) => node.type === 'VariableDeclaration');
    const [declarator, ...more] = found?.type === 'VariableDeclaration' && found.kind === 'const' ? found.declarations : [];
    if (declarator?.id.type !== 'Identifier' || declarator.id.name !== name || more.length > 0) return `there would be no \`${name}\``;
    if (!sameShape(shapeOf(statement.expression, gone), shapeOf(declarator.init, added))) return `\`${name}\` would hold something else`;
    gone.add(statement);
    added.add(found);
  }

  const statements: Node[] = [];
  const imported: string[] = [];
  const pending: Node[] = [now.program];
  for (let at = pending.pop(); at; at = pending.pop()) {
    for (const child of childrenOf(at)) {
      if (added.has(child)) continue;
      if (!isWritten(child) || at.type === 'ObjectExpression') pending.push(child);
      else if (child.type === 'ImportDeclaration') imported.push(...child.specifiers.map(specifierName));
      else if (child.type === 'ImportSpecifier') imported.push(specifierName(child));
      else if (at.type === 'Program' || at.type === 'BlockStatement') statements.push(child);
      else continue;
      if (isWritten(child) && at.type !== 'ObjectExpression') added.add(child);
    }
  }
  const wanted = intended.imports.map(({ imported: name, local }) => `${name} as ${local}`);
  if (!sameShape(imported.toSorted(), wanted.toSorted())) return 'other names would be imported';
  const codes = intended.statements.flatMap((code) => parse('code.ts', code).program.body);
  const inOrder = statements.toSorted((a, b) => a.start - b.start);
  if (!sameShape(shapeOf(inOrder), shapeOf(codes))) return 'other statements would be added';

  if (!sameShape(shapeOf(source.syntax.program, gone), shapeOf(now.program, added))) return 'something else would be different';
  const replaced = (comment: { readonly start: number; readonly end: number }): boolean =>
    edits.some(({ start, end, text }) => text !== '' && start <= comment.start && comment.end <= end);
  const kept = source.syntax.comments.filter((comment) => !replaced(comment)).map(({ value }) => value);
  const still = now.comments.filter((comment) => !within(comment.start, comment.end)).map(({ value }) => value);
  return sameShape(kept, still) ? undefined : 'a comment would be lost';
};

const expressionOf = (code: string): unknown => {
  const [statement] = parse('code.ts', `(${code}\n)`).program.body;
  return statement?.type === 'ExpressionStatement' && statement.expression.type === 'ParenthesizedExpression' ? statement.expression.expression : undefined;
};
const specifierName = (specifier: Node): string => {
  if (specifier.type !== 'ImportSpecifier') return '*';
  const { imported, local } = specifier;
  return `${imported.type === 'Literal' ? imported.value : imported.name} as ${local.name}`;
};
