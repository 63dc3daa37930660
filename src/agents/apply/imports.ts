/** Adds imports to a file: to the declarations that are there, or on lines of their own next to them. */
import { type Edit, endOf, lineTail, skipBlank } from './edit.ts';
import { type Import, specifierTo } from './names.ts';
import type { SourceFile, SourceFiles } from './sources.ts';
import { beginsLine, indentAt } from './style.ts';
import type { NodeOf } from './syntax.ts';

type Declaration = NodeOf<'ImportDeclaration'>;
const specifierText = ({ imported, local }: Import): string => (imported === local ? imported : `${imported} as ${local}`);
const isRelative = (specifier: string): boolean => specifier.startsWith('.');

export const importEdits = (files: SourceFiles, source: SourceFile, imports: readonly Import[]): readonly Edit[] => {
  const byModule = Map.groupBy(imports, ({ module }) => module);
  const declarations = source.syntax.program.body.filter((node) => node.type === 'ImportDeclaration');
  const edits: Edit[] = [];
  const lines: { readonly specifier: string; readonly names: readonly Import[] }[] = [];
  for (const [module, names] of byModule) {
    const means = (specifier: string): boolean => specifier === module || files.target(source.file, specifier) === module;
    const open = declarations.find((node) => means(node.source.value) && canTakeMore(source, node));
    if (open) edits.push(...into(source, open, names));
    else lines.push({ specifier: files.get(module) ? specifierTo(files, source, module) : module, names });
  }
  return [...edits, ...(lines.length === 0 ? [] : newLines(source, declarations, lines))];
};

const hasBraces = ({ text }: SourceFile, { start, source }: Declaration): boolean => text.slice(start, source.start).includes('{');
/** Types alone, a namespace, or nothing but a module's effects: nothing can be added to these. */
const canTakeMore = (source: SourceFile, node: Declaration): boolean =>
  node.importKind !== 'type' &&
  node.phase === null &&
  node.attributes.length === 0 &&
  !node.specifiers.some(({ type }) => type === 'ImportNamespaceSpecifier') &&
  (node.specifiers.length > 0 || hasBraces(source, node));

const into = (source: SourceFile, node: Declaration, names: readonly Import[]): readonly Edit[] => {
  const { text, syntax, style } = source;
  const named = node.specifiers.filter(({ type }) => type === 'ImportSpecifier') as Extract<Declaration['specifiers'][number], { type: 'ImportSpecifier' }>[];
  const last = named.at(-1);
  if (!last) {
    const whole = names.map(specifierText).join(', ');
    const brace = skipBlank(syntax, node.specifiers[0] ? skipBlank(syntax, node.specifiers[0].end) + 1 : node.start + 'import'.length);
    // `import x, {} from` and `import {} from` have their braces already.
    if (hasBraces(source, node)) return [{ start: brace + 1, end: brace + 1, text: ` ${whole}${/\s/.test(text.charAt(brace + 1)) ? '' : ' '}` }];
    const end = node.specifiers[0]?.end ?? node.start;
    return [{ start: end, end, text: `, { ${whole} }` }];
  }
  const keyOf = (name: string): string => name.toLowerCase();
  const sorted = named.every((each, i) => i === 0 || keyOf(importedName(named[i - 1] as typeof each)) <= keyOf(importedName(each)));
  const atEnd: Import[] = [];
  const edits: Edit[] = [];
  for (const each of names.toSorted((a, b) => (keyOf(a.imported) < keyOf(b.imported) ? -1 : 1))) {
    const next = sorted ? named.find((other) => keyOf(importedName(other)) > keyOf(each.imported)) : undefined;
    if (!next) atEnd.push(each);
    else {
      const between = beginsLine(text, next.start) ? style.newline + indentAt(text, next.start) : ' ';
      edits.push({ start: next.start, end: next.start, text: `${specifierText(each)},${between}` });
    }
  }
  if (atEnd.length === 0) return edits;
  const lines = beginsLine(text, last.start);
  const token = skipBlank(syntax, last.end);
  const comma = text.charAt(token) === ',';
  const between = lines ? style.newline + indentAt(text, last.start) : ' ';
  const parts = atEnd.map((each) => between + specifierText(each));
  if (comma)
    return [
      ...edits,
      { start: lines ? lineTail(syntax, token + 1).at : token + 1, end: lines ? lineTail(syntax, token + 1).at : token + 1, text: `${parts.join(',')},` },
    ];
  const tail = lines ? lineTail(syntax, last.end).at : last.end;
  return [...edits, { start: last.end, end: last.end, text: ',' }, { start: tail, end: tail, text: parts.join(',') }];
};
const importedName = ({ imported }: { readonly imported: NodeOf<'ImportSpecifier'>['imported'] }): string =>
  imported.type === 'Literal' ? imported.value : imported.name;

const newLines = (
  { text, syntax, style }: SourceFile,
  declarations: readonly Declaration[],
  lines: readonly { readonly specifier: string; readonly names: readonly Import[] }[],
): readonly Edit[] => {
  const { newline, quote, semicolons } = style;
  const line = ({ specifier, names }: (typeof lines)[number], closed: boolean): string =>
    `import { ${names.map(specifierText).join(', ')} } from ${quote}${specifier}${quote}${closed ? ';' : ''}`;
  return lines.map((each): Edit => {
    const alike = declarations.filter(({ source }) => isRelative(source.value) === isRelative(each.specifier));
    const sorted = alike.every(({ source }, i) => i === 0 || (alike[i - 1]?.source.value ?? '') <= source.value);
    const before = sorted ? alike.findLast(({ source }) => source.value <= each.specifier) : undefined;
    const [head] = alike;
    // The first of its kind, unless a comment above would then be about it.
    if (sorted && !before && head && /^\s*$/.test(text.slice(declarations[declarations.indexOf(head) - 1]?.end ?? 0, head.start)))
      return { start: head.start, end: head.start, text: line(each, semicolons) + newline };
    const after = before ?? alike.at(-1) ?? (isRelative(each.specifier) ? declarations.at(-1) : undefined);
    if (after) {
      const { at, endsLine } = lineTail(syntax, endOf(syntax, after));
      return { start: at, end: at, text: newline + line(each, semicolons || !endsLine) };
    }
    const first = declarations[0] ?? syntax.program.body[0];
    const start = first?.start ?? text.length;
    return { start, end: start, text: line(each, semicolons || declarations.length === 0) + newline + (declarations.length === 0 ? newline : '') };
  });
};
