/**
 * Writes `.jsii` into the package's folder or the one that is named. By it, `projen new --from lakewright` finds the options of a project.
 * It is made from the declaration of `ProjectProps`, so that the two cannot differ. jsii itself is not used: it knows no generics.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'src/constructs/project.ts');

type JsiiType = { readonly primitive: 'string' | 'number' | 'boolean' } | { readonly collection: { readonly kind: 'array'; readonly elementtype: JsiiType } };
interface JsiiProperty {
  readonly name: string;
  readonly optional?: true;
  readonly type: JsiiType;
  /** projen reads it without asking whether it is there. */
  readonly docs: { readonly summary: string; readonly default?: string; readonly custom?: { readonly featured: 'true' } };
}

const typeOf = (node: ts.TypeNode | undefined, source: ts.SourceFile): JsiiType => {
  const text = node?.getText(source) ?? '';
  if (text === 'string' || text === 'number' || text === 'boolean') return { primitive: text };
  const element = /^readonly (string|number)\[\]$/.exec(text)?.[1];
  if (element === 'string' || element === 'number') return { collection: { kind: 'array', elementtype: { primitive: element } } };
  // A choice of words is checked when the project is made.
  if (/^readonly \('\w+'(?: \| '\w+')*\)\[\]$/.test(text)) return { collection: { kind: 'array', elementtype: { primitive: 'string' } } };
  throw new Error(`an option of type ${text} cannot be given on a command line; leave it out of the manifest or give it another type`);
};

const propertyOf = (member: ts.PropertySignature, source: ts.SourceFile): JsiiProperty => {
  const name = member.name.getText(source);
  const [doc] = ts.getJSDocCommentsAndTags(member);
  // projen puts it behind `//`, in one line.
  const summary = typeof doc?.comment === 'string' ? doc.comment.replace(/\s+/g, ' ') : '';
  // The one option that is needed is called like the folder, unless it is given.
  if (!member.questionToken) return { name, type: typeOf(member.type, source), docs: { summary, default: '$BASEDIR' } };
  return { name, optional: true, type: typeOf(member.type, source), docs: { summary, custom: { featured: 'true' } } };
};

const optionsOf = (path: string): readonly JsiiProperty[] => {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const declaration = source.statements.find((s): s is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(s) && s.name.text === 'ProjectProps');
  if (!declaration) throw new Error(`${path} declares no ProjectProps`);
  // projen has a place of its own for the folder.
  return declaration.members
    .filter(ts.isPropertySignature)
    .map((member) => propertyOf(member, source))
    .filter(({ name }) => name !== 'outdir');
};

const manifest = (name: string, version: string): string => {
  const options = `${name}.ProjectOptions`;
  const types = {
    [`${name}.Project`]: {
      assembly: name,
      fqn: `${name}.Project`,
      kind: 'class',
      name: 'Project',
      base: 'projen.Project',
      docs: { summary: 'A typed lakehouse project for Databricks.', custom: { pjid: 'lakehouse' } },
      initializer: { parameters: [{ name: 'options', type: { fqn: options } }] },
    },
    [options]: { assembly: name, fqn: options, kind: 'interface', name: 'ProjectOptions', datatype: true, properties: optionsOf(SOURCE) },
  };
  // projen reads each fingerprint once.
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([name, version, types]))
    .digest('hex');
  return `${JSON.stringify({ name, version, fingerprint, types }, null, 2)}\n`;
};

const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly name: string; readonly version: string };
writeFileSync(join(process.argv[2] ?? ROOT, '.jsii'), manifest(name, version));
