/** Lays code out: one that has line breaks keeps them, one that has none and is too long gets some. */
import type { Style } from './style.ts';
import { bare, childrenOf, type Node, type NodeOf, parse } from './syntax.ts';

/** More steps than this get lines of their own. */
const STEPS_ON_A_LINE = 3;

/** `indent` is that of the line on which the code begins, `used` what comes before it, `after` what follows. */
export interface Room {
  readonly style: Style;
  readonly indent: string;
  readonly used: number;
  readonly after: number;
}

/** An expression without blanks around it. */
export const layOut = (code: string, room: Room): string => {
  const text = code.replaceAll('\r\n', '\n');
  const laid = text.includes('\n') ? reindented(text, room) : broken(text, room);
  return room.style.newline === '\n' ? laid : laid.replaceAll('\n', room.style.newline);
};

/** Offsets within templates, where blanks mean something. */
const templateRanges = (code: string): readonly (readonly [number, number])[] => {
  const ranges: (readonly [number, number])[] = [];
  const pending: Node[] = [parse('code.ts', `(${code}\n)`).program];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (at.type === 'TemplateLiteral') for (const quasi of at.quasis) ranges.push([quasi.start - 1, quasi.end - 1]);
    pending.push(...childrenOf(at));
  }
  return ranges;
};

const width = (indent: string): number => indent.replaceAll('\t', '  ').length;
/** Its own line breaks, moved to where it is. */
const reindented = (text: string, { style, indent }: Room): string => {
  const templates = templateRanges(text);
  const lines: { readonly text: string; readonly fixed: boolean }[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const from = start;
    lines.push({ text: line, fixed: templates.some(([a, b]) => a <= from && from <= b) });
    start += line.length + 1;
  }
  const own = lines.slice(1).filter(({ text: line, fixed }) => !fixed && line.trim() !== '');
  const depths = own.map(({ text: line }) => width(/^[ \t]*/.exec(line)?.[0] ?? ''));
  const least = Math.min(...depths);
  const outermost = own.filter((_, i) => depths[i] === least).map(({ text: line }) => line.trimStart());
  const closes = outermost.every((line) => !line.startsWith('.')) && outermost.some((line) => /^[)\]}]/.test(line));
  const step = Math.min(...depths.map((depth) => depth - least).filter((depth) => depth > 0), 4);
  return lines
    .map(({ text: line, fixed }, i) => {
      if (i === 0 || fixed) return line;
      if (line.trim() === '') return '';
      const depth = width(/^[ \t]*/.exec(line)?.[0] ?? '') - least;
      return indent + style.unit.repeat(Math.floor(depth / step) + (closes ? 0 : 1)) + ' '.repeat(depth % step) + line.trimStart();
    })
    .join('\n');
};

/** Breaks a line where its parts allow it, from the outside in, until all of it fits. */
const broken = (code: string, { style, indent: base, used, after }: Room): string => {
  const { program, error } = parse('code.ts', `(${code}\n)`);
  const [statement] = program.body;
  if (error || statement?.type !== 'ExpressionStatement' || statement.expression.type !== 'ParenthesizedExpression') return code;
  const slice = (from: number, to: number): string => code.slice(from - 1, to - 1);
  const textOf = (node: Node): string => slice(node.start, node.end);
  const listed = (open: string, parts: readonly ((indent: string) => string)[], close: string, indent: string): string => {
    const inner = indent + style.unit;
    return [open, ...parts.map((part) => `${inner}${part(inner)},`), `${indent}${close}`].join('\n');
  };
  const print = (node: Node, indent: string, column: number, tail: number): string => {
    const flat = textOf(node);
    const steps = stepsOf(node);
    if (column + flat.length + tail <= style.width && steps.links.length <= STEPS_ON_A_LINE) return flat;
    const at = (inner: string, before = 0): number => width(inner) + before;
    switch (node.type) {
      case 'CallExpression': {
        if (steps.links.length === 0) return call(slice(node.start, openOf(node)), node, indent, column, tail);
        const inner = indent + style.unit;
        // One step that holds all of it needs no line of its own.
        const [only] = steps.links;
        if (steps.links.length === 1 && only) {
          const head = slice(node.start, openOf(only.call));
          if (column + head.length <= style.width / 2) return call(head, only.call, indent, column, tail);
        }
        const first = print(steps.root, indent, column, 0);
        return [
          first,
          ...steps.links.map(({ from, call: link }, i) => {
            const head = slice(from, openOf(link));
            return inner + call(head, link, inner, at(inner), i === steps.links.length - 1 ? tail : 0);
          }),
        ].join('\n');
      }
      case 'NewExpression':
        return call(slice(node.start, openOf(node)), node, indent, column, tail);
      case 'ArrowFunctionExpression': {
        if (node.body.type === 'BlockStatement') return flat;
        const head = slice(node.start, node.body.start);
        return head + print(node.body as Node, indent, column + head.length, tail);
      }
      case 'ParenthesizedExpression':
        return `(${print(node.expression, indent, column + 1, tail + 1)})`;
      case 'ObjectExpression': {
        if (node.properties.length === 0) return flat;
        const property =
          (each: (typeof node.properties)[number]) =>
          (inner: string): string => {
            if (each.type !== 'Property' || each.shorthand || each.method) return textOf(each);
            const head = slice(each.start, each.value.start);
            return head + print(each.value, inner, at(inner, head.length), 1);
          };
        return listed('{', node.properties.map(property), '}', indent);
      }
      case 'ArrayExpression':
        if (node.elements.length === 0 || node.elements.includes(null)) return flat;
        return listed(
          '[',
          node.elements.map((each) => (inner) => print(each as Node, inner, at(inner), 1)),
          ']',
          indent,
        );
      default:
        return flat;
    }
  };
  const call = (head: string, node: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>, indent: string, column: number, tail: number): string => {
    const last = node.arguments.at(-1);
    if (!last) return `${head}()`;
    const whole = `${head}(${slice(node.arguments[0]?.start ?? 0, last.end)})`;
    if (column + whole.length + tail <= style.width) return whole;
    const before = slice(node.arguments[0]?.start ?? 0, last.start);
    const room = column + head.length + 1 + before.length;
    if (canHug(last) && room <= style.width - 10) return `${head}(${before}${print(last, indent, room, tail + 1)})`;
    return listed(
      `${head}(`,
      node.arguments.map((each) => (inner) => print(each, inner, width(inner), 1)),
      ')',
      indent,
    );
  };
  return print(statement.expression.expression, base, used, after);
};
const canHug = (node: Node): boolean => {
  const inner = bare(node);
  if (inner.type === 'ArrowFunctionExpression') return inner.body.type !== 'BlockStatement' && canHug(inner.body as Node);
  return inner.type === 'ObjectExpression' || inner.type === 'ArrayExpression' || (inner.type === 'CallExpression' && stepsOf(inner).links.length === 0);
};

/** Where the parenthesis of a call opens, types in between included. */
const openOf = (node: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>): number => node.typeArguments?.end ?? node.callee.end;
interface Link {
  /** Of its dot. */
  readonly from: number;
  readonly call: NodeOf<'CallExpression'>;
}
/** `root.a().b()` as its root and the calls on it. The first member of a name, such as `F.sum(…)`, is no step. */
const stepsOf = (node: Node): { readonly root: Node; readonly links: readonly Link[] } => {
  const links: Link[] = [];
  let at: Node = node;
  while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression' && !at.callee.computed && !at.optional && !at.callee.optional) {
    if (at.callee.object.type === 'Identifier') break;
    links.unshift({ from: at.callee.object.end, call: at });
    at = at.callee.object;
  }
  return { root: at, links };
};
