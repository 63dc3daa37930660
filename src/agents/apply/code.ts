/** Code that an agent wrote: read, its names replaced by those of the file. */
import MagicString from 'magic-string';
import { lookUp, namesIn, scopesOf, type Use } from './scopes.ts';
import { bare, type Node, parse, pathTo } from './syntax.ts';

/** What stands for a name: a name, or a member such as `raw.orders`. */
export type Names = ReadonlyMap<string, string>;
export interface Code {
  readonly text: string;
  /** Names that it takes from around it. */
  readonly free: ReadonlySet<string>;
  /** Names that it makes at its top. */
  readonly makes: readonly string[];
  /** All names that occur in it. */
  readonly names: ReadonlySet<string>;
  readonly renamed: (names: Names) => string;
  /** Its statements; one for an expression. */
  readonly nodes: readonly Node[];
}
export type CodeProblem = { readonly problem: string };

const WHILE_READING = 'code.ts';

/** Without blanks and comments around it. */
export const readExpression = (code: string): Code | CodeProblem => {
  const syntax = parse(WHILE_READING, `(${code}\n)`);
  if (syntax.error) return { problem: syntax.error.message };
  const [statement, ...more] = syntax.program.body;
  const outer = statement?.type === 'ExpressionStatement' ? statement.expression : undefined;
  // `a); b(` would be more than an expression.
  if (more.length > 0 || outer?.type !== 'ParenthesizedExpression' || outer.end !== syntax.text.length) return { problem: 'it is not one expression' };
  if (outer.expression.type === 'SequenceExpression') return { problem: 'it is a list of expressions' };
  const { start, end } = outer.expression;
  return codeOf(syntax.text, syntax.program, [outer.expression], start, end);
};

export const readStatements = (code: string): Code | CodeProblem => {
  const syntax = parse(WHILE_READING, code);
  if (syntax.error) return { problem: syntax.error.message };
  const { body } = syntax.program;
  const wrong = body.find((node) => !isAddable(node));
  const first = body[0];
  const last = body.at(-1);
  if (!first || !last) return { problem: 'it is empty' };
  if (wrong) return { problem: 'only `new …` and `const … = …` can be added' };
  return codeOf(code, syntax.program, body, first.start, last.end);
};
const isAddable = (node: Node): boolean => {
  if (node.type === 'ExportNamedDeclaration') return node.declaration !== null && isAddable(node.declaration as Node);
  if (node.type === 'VariableDeclaration') return node.kind === 'const';
  return node.type === 'ExpressionStatement' && bare(node.expression).type === 'NewExpression' && node.expression.type === 'NewExpression';
};

const codeOf = (text: string, program: Node, nodes: readonly Node[], start: number, end: number): Code => {
  const scopes = scopesOf(program);
  const free = scopes.uses.filter(({ binding }) => binding === undefined);
  return {
    text: text.slice(start, end),
    free: new Set(free.map(({ identifier }) => identifier.name)),
    makes: [...scopes.top.bindings.keys()],
    names: namesIn(program),
    nodes,
    renamed: (names) => {
      const edited = new MagicString(text);
      const replace = ({ identifier, shorthand }: Pick<Use, 'identifier' | 'shorthand'>, by: string): void => {
        if (by !== identifier.name) edited.update(identifier.start, identifier.end, shorthand ? `${identifier.name}: ${by}` : by);
      };
      for (const use of free) replace(use, names.get(use.identifier.name) ?? use.identifier.name);
      // A parameter of the code's own that would hide the new name is renamed.
      const taken = new Set([...namesIn(program), ...[...names.values()].map(rootOf)]);
      const hiding = new Set(
        free.flatMap(({ identifier, scope }) => {
          const by = names.get(identifier.name);
          const binding = by === undefined ? undefined : lookUp(scope, rootOf(by));
          return binding ? [binding] : [];
        }),
      );
      for (const binding of hiding) {
        const other = freshName(`${binding.name}Row`, taken);
        taken.add(other);
        replace({ identifier: binding.identifier, shorthand: isShorthandPattern(program, binding.identifier) }, other);
        for (const use of scopes.uses) if (use.binding === binding) replace(use, other);
      }
      return edited.slice(start, end);
    },
  };
};
/** Whether a name is declared by `{ name }`, where it says which property is taken too. */
const isShorthandPattern = (program: Node, identifier: Node): boolean =>
  pathTo(program, identifier.start, identifier.end).some((node) => node.type === 'Property' && node.shorthand && node.key.start === identifier.start);

/** The name before the first dot. */
export const rootOf = (expression: string): string => /^[^.[]*/.exec(expression)?.[0] ?? expression;
export const freshName = (wish: string, taken: ReadonlySet<string>): string => {
  let name = wish;
  for (let i = 2; taken.has(name); i++) name = `${wish}${i}`;
  return name;
};
