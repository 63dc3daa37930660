/** Writes docs/reference/functions.md from the functions' records and sources; `--check` only says whether it is current. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { functionRecords } from '../src/query/functions/catalogue.ts';
import { ALIASES, NOT_BUILT } from '../src/query/functions/not-built.ts';
import { OPERATORS } from '../src/query/functions/operators.ts';
import { FUNCTION_GROUPS, type FunctionGroup, type FunctionRecord } from '../src/query/functions/record.ts';
import { F, t } from '../src/query/index.ts';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = join(ROOT, 'src/query/functions');
const PAGE = join(ROOT, 'docs/reference/functions.md');

interface Documented {
  readonly sentence: string;
  /** With the function's name before it. */
  readonly signatures: readonly string[];
}
/** What the sources say about a function: its comment and its types, and the text of its record's example. */
interface Source {
  readonly functions: ReadonlyMap<string, Documented>;
  readonly examples: ReadonlyMap<string, string>;
}

const flat = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/,(?= [)\]}])/g, '')
    .trim();
/** Text of a node in which functions are written as users write them: `F.sum`, `t.int`. */
const asUsers = (node: ts.Node, file: ts.SourceFile): string => {
  const changes: { readonly at: number; readonly text: string }[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isIdentifier(at) && ts.isCallExpression(at.parent) && at.parent.expression === at) {
      const known = at.text in F ? 'F' : at.text in t ? 't' : undefined;
      if (known) changes.push({ at: at.getStart(file), text: `${known}.` });
      // The types of structs and of struct values have one name in two namespaces.
      if (at.text === 'structType') changes.push({ at: at.getStart(file), text: 't.struct' });
    }
    ts.forEachChild(at, visit);
  };
  visit(node);
  const start = node.getStart(file);
  let text = '';
  let done = start;
  for (const change of changes) {
    text += file.text.slice(done, change.at) + change.text;
    done = change.at + (change.text === 't.struct' ? 'structType'.length : 0);
  }
  return flat(text + file.text.slice(done, node.getEnd()));
};

/** Names that a file gives to types for itself mean nothing to a reader. */
const ownNames = (file: ts.SourceFile): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  for (const statement of file.statements) {
    if (!ts.isTypeAliasDeclaration(statement) || statement.typeParameters) continue;
    names.set(statement.name.text, withNames(flat(statement.type.getText(file)), names));
  }
  return names;
};
const withNames = (text: string, names: ReadonlyMap<string, string>): string => text.replace(/\b[A-Z]\w*\b(?!['<])/g, (name) => names.get(name) ?? name);
const typeText = (node: ts.Node | undefined, file: ts.SourceFile): string =>
  withNames(flat(node?.getText(file) ?? 'unknown'), ownNames(file)).replace(/\breadonly (\(.+\)|[\w<>']+)\[\]/g, '$1[]');
const signatureOf = (name: string, node: ts.SignatureDeclarationBase, file: ts.SourceFile): string => {
  const parameters = node.parameters.map((p) => {
    const optional = p.questionToken || p.initializer ? '?' : '';
    return `${p.dotDotDotToken ? '...' : ''}${p.name.getText(file)}${optional}: ${typeText(p.type, file)}`;
  });
  const generic = node.typeParameters ? `<${node.typeParameters.map((p) => flat(p.getText(file))).join(', ')}>` : '';
  // A function that gives a function, such as a template tag.
  const inner =
    ts.isArrowFunction(node) && !node.type && ts.isArrowFunction(node.body) ? signatureOf('', node.body, file).replace(/\): (?=[^)]*$)/, ') => ') : undefined;
  return `${name}${generic}(${parameters.join(', ')}): ${inner ?? typeText(node.type, file)}`;
};
const commentOf = (node: ts.Node): string => {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return flat(ts.getTextOfJSDocComment(comment?.comment) ?? '');
};

const readSources = (): Source => {
  const functions = new Map<string, Documented>();
  const examples = new Map<string, string>();
  for (const name of readdirSync(SOURCES).filter((file) => file.endsWith('.ts'))) {
    const file = ts.createSourceFile(name, readFileSync(join(SOURCES, name), 'utf8'), ts.ScriptTarget.Latest, true);
    for (const statement of file.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name && !statement.body) {
        const id = statement.name.text;
        const before = functions.get(id);
        functions.set(id, {
          sentence: before?.sentence ?? commentOf(statement),
          signatures: [...(before?.signatures ?? []), signatureOf(id, statement, file)],
        });
      }
      if (!ts.isVariableStatement(statement)) continue;
      for (const { name: id, initializer } of statement.declarationList.declarations) {
        if (!ts.isIdentifier(id) || !initializer) continue;
        const [signature] = ts.isCallExpression(initializer) && initializer.expression.getText(file) === 'fn' ? (initializer.typeArguments ?? []) : [];
        if (signature && ts.isFunctionTypeNode(signature)) {
          if (id.text in F) functions.set(id.text, { sentence: commentOf(statement), signatures: [signatureOf(id.text, signature, file)] });
          const example = ts.isCallExpression(initializer) ? exampleOf(initializer.arguments[0], file) : undefined;
          if (example) examples.set(example.record, example.text);
        } else if (id.text in F && ts.isArrowFunction(initializer)) {
          functions.set(id.text, { sentence: commentOf(statement), signatures: [signatureOf(id.text, initializer, file)] });
        }
      }
    }
  }
  return { functions, examples };
};

const propertyOf = (node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined =>
  node.properties.filter(ts.isPropertyAssignment).find((p) => p.name.getText() === name)?.initializer;
/** The expression of a record's example, with the rows that it reads. */
const exampleOf = (record: ts.Node | undefined, file: ts.SourceFile): { readonly record: string; readonly text: string } | undefined => {
  if (!record || !ts.isObjectLiteralExpression(record)) return undefined;
  const example = propertyOf(record, 'example');
  const spread = record.properties.filter(ts.isSpreadAssignment)[0]?.expression;
  const named = propertyOf(record, 'name');
  const name = named && ts.isStringLiteral(named) ? named.text : spread && ts.isPropertyAccessExpression(spread) ? spread.name.text : undefined;
  if (!example || !name) return undefined;
  if (ts.isObjectLiteralExpression(example)) {
    const of = propertyOf(example, 'of');
    return of && ts.isArrowFunction(of) ? { record: name, text: asUsers(of.body, file) } : undefined;
  }
  const callback = ts.isCallExpression(example) ? example.arguments.find(ts.isArrowFunction) : undefined;
  return callback ? { record: name, text: asUsers(callback.body, file) } : undefined;
};

const cell = (value: unknown): string => (value === null ? 'NULL' : typeof value === 'string' ? value : JSON.stringify(value));
const given = (record: FunctionRecord): string => {
  const { rows } = record.example;
  if (!rows) return '';
  const columns = rows.schema.map((column, i) => `\`r.${column.name}\` ${rows.values.map((row) => cell(row[i])).join(', ')}`);
  return ` over rows of ${columns.join(' and ')}`;
};
const value = (result: unknown): string => (result === null ? 'NULL' : `\`${JSON.stringify(result)}\``);

const entry = (name: string, { sentence, signatures }: Documented, record: FunctionRecord | undefined, example: string | undefined): string => {
  const lines = [`### ${name}`, sentence, ['```ts', ...signatures.map((s) => `F.${s}`), '```'].join('\n')];
  if (record) {
    const names =
      record.pyspark && record.pyspark !== record.spark ? `\`${record.spark}\` in Spark SQL, \`${record.pyspark}\` in PySpark` : `\`${record.spark}\` in Spark`;
    lines.push(`${names}. \`${example}\`${given(record)} gives ${value(record.example.gives)}.`);
  }
  return lines.join('\n\n');
};

const TITLES: Readonly<Record<FunctionGroup | 'value', string>> = {
  value: 'Values',
  operator: 'Operators',
  string: 'Text',
  numeric: 'Numbers',
  'date and time': 'Dates and times',
  interval: 'Lengths of time',
  conditional: 'Conditions and NULL',
  array: 'Arrays',
  map: 'Maps',
  struct: 'Structs',
  'higher-order': 'Functions over elements',
  json: 'JSON',
  variant: 'Variants',
  'csv and xml': 'CSV and XML',
  hash: 'Hashes',
  aggregate: 'Aggregates',
  window: 'Window functions',
  other: 'Others',
};
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const anchor = (title: string): string => title.toLowerCase().replaceAll(' ', '-');

/** Functions that are built of others have no record. */
const COMPOSED: Readonly<Record<string, FunctionGroup>> = {
  nullIfIn: 'conditional',
  tryToDate: 'date and time',
  window: 'window',
  sessionWindow: 'window',
  windowTime: 'window',
};
/** The functions that Spark 4.0 does not have. */
const later = (): string => {
  const byVersion = Map.groupBy(
    functionRecords().filter(({ since }) => since !== undefined),
    ({ since }) => since,
  );
  return [...byVersion]
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([since, records]) => `${records.map(({ name }) => `[\`${name}\`](#${anchor(name)})`).join(', ')} (Spark ${since})`)
    .join(' and ');
};

/** The page as it should be. */
export const functionReference = (): string => {
  const { functions, examples } = readSources();
  const records = new Map(functionRecords().map((record) => [record.name, record]));
  const groupOf = (name: string): FunctionGroup | 'value' => records.get(name)?.group ?? COMPOSED[name] ?? 'value';
  const undocumented = Object.keys(F).filter((name) => !functions.get(name)?.sentence || (records.has(name) && !examples.has(name)));
  if (undocumented.length > 0) throw new Error(`functions without a sentence or an example: ${undocumented.join(', ')}`);
  const groups = (['value', ...FUNCTION_GROUPS] as const).filter((group) => Object.keys(F).some((name) => groupOf(name) === group));
  const sections = groups.map((group) => {
    const names = Object.keys(F)
      .filter((name) => groupOf(name) === group)
      .toSorted();
    return [`## ${TITLES[group]}`, ...names.map((name) => entry(name, functions.get(name) as Documented, records.get(name), examples.get(name)))].join('\n\n');
  });
  const operators = Object.values(OPERATORS).map((o) => `| \`${o.name}\` | \`${o.spark}\` | ${o.params.map((p) => p.accepts.label).join('; ')} |`);
  return `${[
    '# Functions',
    `${Object.keys(F).length} functions in the namespace \`F\`, named as in PySpark, in camelCase. Types and nullability of each, and the value of each example, are proven on Spark in ANSI mode; \`isMember\` is Unity Catalog's own, and unproven. All work from Spark 4.0 on, but for ${later()}. This page is generated by \`npm run docs\`.`,
    groups.map((group) => `[${TITLES[group]}](#${anchor(TITLES[group])})`).join(' · '),
    ...sections,
    '## Operators',
    'Methods of expressions; the editor offers those that fit the type.',
    ['| method | Spark | takes |', '|---|---|---|', ...operators].join('\n'),
    '## Other names in Spark',
    'A function has one name here. Where Spark has several:',
    [
      '| Spark | here |',
      '|---|---|',
      ...Object.entries(ALIASES)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, here]) => `| ${code(name)} | ${code(here)} |`),
    ].join('\n'),
    '## What Spark has and this has not',
    'With the functions, operators and other names above this is all of Spark 4.2; a test compares it with `SHOW SYSTEM FUNCTIONS`.',
    ['| Spark | why, and what to use |', '|---|---|', ...NOT_BUILT.map(({ reason, names }) => `| ${names.map(code).join(', ')} | ${reason} |`)].join('\n'),
  ].join('\n\n')}\n`;
};

if (process.argv[1] === import.meta.filename) {
  const text = functionReference();
  if (process.argv.includes('--check')) {
    if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== text) {
      process.stderr.write('docs/reference/functions.md is out of date: npm run docs\n');
      process.exitCode = 1;
    }
  } else {
    mkdirSync(join(ROOT, 'docs/reference'), { recursive: true });
    writeFileSync(PAGE, text);
  }
}
