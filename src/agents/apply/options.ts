/** Which property of an options object an option is, if that is certain. */
import { shortened } from '../../model/diagnostics/diagnostic.ts';
import { NotApplied } from './diagnostics.ts';
import { constantOf } from './locate.ts';
import { lookUp, scopeAt } from './scopes.ts';
import type { SourceFile } from './sources.ts';
import { bare, keyName, type Node, type NodeOf } from './syntax.ts';

type ObjectLiteral = NodeOf<'ObjectExpression'>;
type Property = NodeOf<'Property'>;

/** The property as it is; undefined if it is to be added. Throws if that is not certain. */
export const existing = (source: SourceFile, object: ObjectLiteral, name: string, key: string): Property | undefined => {
  const found: Property[] = [];
  for (const each of object.properties) {
    if (each.type === 'SpreadElement') {
      if (mayHold(source, each.argument, name))
        throw new NotApplied({ kind: 'spread', key, property: name, text: shortened(source.text.slice(each.argument.start, each.argument.end)) });
      continue;
    }
    const known = keyName(each);
    if (known === undefined && each.computed)
      throw new NotApplied({
        kind: 'property-form',
        key,
        property: name,
        form: `perhaps \`${shortened(source.text.slice(each.start, each.value.start))}\`, whose key is computed`,
      });
    if (known === name) found.push(each);
  }
  const [first, second] = found;
  const form = second ? 'written twice' : first?.method ? 'a method' : first && first.kind !== 'init' ? 'a getter or setter' : undefined;
  if (form) throw new NotApplied({ kind: 'property-form', key, property: name, form });
  return first;
};

/** Whether what is spread may hold a property: a literal, or a constant that is one, says what it holds. */
const mayHold = (source: SourceFile, spread: Node, name: string): boolean => {
  const value = bare(spread);
  switch (value.type) {
    case 'ObjectExpression':
      return value.properties.some((each) =>
        each.type === 'SpreadElement' ? mayHold(source, each.argument, name) : keyName(each) === undefined || keyName(each) === name,
      );
    case 'ConditionalExpression':
      return mayHold(source, value.consequent, name) || mayHold(source, value.alternate, name);
    case 'LogicalExpression':
      return value.operator !== '&&' || mayHold(source, value.right, name);
    case 'Identifier': {
      const binding = lookUp(scopeAt(source.scopes, value.start), value.name);
      const constant = binding ? constantOf(source, binding) : undefined;
      // Another use might set a property, but none of ours: TypeScript would not let it.
      return !constant?.init || bare(constant.init).type !== 'ObjectExpression' || mayHold(source, constant.init, name);
    }
    default:
      return true;
  }
};

/** The object in which an option is set, and its name there: `columns.amount` is `amount` of the object at `columns`. Undefined if there is no such object. */
export const slotOf = (
  source: SourceFile,
  object: ObjectLiteral,
  option: string,
  key: string,
): { readonly object: ObjectLiteral; readonly name: string } | undefined => {
  const [outer, name] = partsOf(option);
  if (name === undefined) return { object, name: outer };
  const property = existing(source, object, outer, key);
  if (!property) return undefined;
  const value = bare(property.value);
  if (value.type === 'ObjectExpression') return { object: value, name };
  throw new NotApplied({ kind: 'options-elsewhere', key, why: `\`${outer}\` is \`${shortened(source.text.slice(value.start, value.end))}\`` });
};
/** Names of columns may hold dots. */
export const partsOf = (option: string): readonly [outer: string, inner: string | undefined] => {
  const dot = option.indexOf('.');
  return dot === -1 ? [option, undefined] : [option.slice(0, dot), option.slice(dot + 1)];
};
