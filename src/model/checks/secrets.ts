/** Finds what looks like a secret among the texts of a definition, before any of them reaches a file. The text itself is never shown. */
import { type ExprNode, walk } from '../../query/node.ts';
import { exprsOf, stepsOf } from '../../query/plan.ts';
import { ruleExprs } from '../rules.ts';
import type { Definition, Finding, TableDraft } from '../definition.ts';
import type { ExampleRows } from '../examples.ts';
import type { BodyModel, ColumnModel, DecisionModel } from '../model.ts';
import { conditionsOf } from '../writes.ts';
import { operationTexts } from './operation-texts.ts';
import type { ClientOptions } from '../sources.ts';

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b(dapi|dkea)[0-9a-f]{32}\b/, 'a Databricks token'],
  [/\bdose[0-9a-f]{32}\b/, 'a Databricks OAuth secret'],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9_]{40,}\b/, 'a GitHub token'],
  [/\bxox[abpr]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/https:\/\/hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,}/, 'a Slack webhook'],
  [/\bsk-(ant-|proj-)?[A-Za-z0-9_-]{24,}\b/, 'an API key'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+/, 'a JSON web token'],
  [/\bAccountKey=[A-Za-z0-9+/=]{20,}/, 'an Azure storage key'],
  [/[?&]sig=[A-Za-z0-9%+/=]{30,}/, 'a shared access signature'],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/'"]+:[^\s:@/'"]{3,}@/, 'a password in a URL'],
  [/\b(password|passwd|pwd|secret|token|api_?key)\s*[=:]\s*[^\s'",;]{6,}/i, 'a password'],
];
/** The shortest of them is longer than this. */
const SHORTEST = 10;

/** The kind of secret that a text seems to hold, or undefined. */
export const secretIn = (text: string): string | undefined => (text.length < SHORTEST ? undefined : SHAPES.find(([shape]) => shape.test(text))?.[1]);

/** A text of the definition and the option in which it stands. */
type Text = readonly [option: string, text: string | undefined];
const record = (option: string, values: Readonly<Record<string, string>> | undefined): readonly Text[] =>
  Object.entries(values ?? {}).flatMap(([key, value]): readonly Text[] => [
    [`${option}.${key}`, value],
    [option, key],
  ]);
const setting = (option: string, value: { readonly value: string; readonly overrides?: Readonly<Record<string, string>> } | undefined): readonly Text[] =>
  value ? [[option, value.value], ...record(option, value.overrides)] : [];

const exprTexts = (option: string, roots: readonly ExprNode[]): readonly Text[] => {
  const found: Text[] = [];
  walk(roots, (node) => {
    if (node.kind === 'literal' && typeof node.value === 'string') found.push([option, node.value]);
    if (node.kind === 'sqlText') for (const part of node.parts) if (typeof part === 'string') found.push([option, part]);
  });
  return found;
};
const clientTexts = (options: ClientOptions): readonly Text[] =>
  Object.entries(options).flatMap(([name, option]) => (option.kind === 'value' ? setting(`source.options.${name}`, option.value) : []));
const bodyTexts = (body: BodyModel): readonly Text[] => {
  switch (body.kind) {
    case 'relation':
      return stepsOf(body.plan).flatMap((step) => [
        ...exprTexts('query', exprsOf(step)),
        ...(step.kind === 'seed' ? step.rows.flatMap((row) => row.map((v): Text => ['query', typeof v === 'string' ? v : undefined])) : []),
      ]);
    case 'sql':
      return body.parts.map((part): Text => ['query', typeof part === 'string' ? part : undefined]);
    case 'files':
      return [['source.path', body.source.path], ...(body.source.nullValues ?? []).map((v): Text => ['source.nullValues', v])];
    case 'kafka':
      return [...setting('source.servers', body.source.servers), ...setting('source.topic', body.source.topic), ...clientTexts(body.source.options)];
    case 'jdbc':
      return [
        ...setting('source.url', body.source.url),
        ['source.from', body.source.from.kind === 'query' ? body.source.from.query : body.source.from.table],
        ...clientTexts(body.source.options),
      ];
    case 'external':
      return setting('name', body.name);
    case 'python':
    case 'unwritten':
      return [];
  }
};
const columnTexts = ({ name, comment, tags }: ColumnModel): readonly Text[] =>
  comment === undefined && !tags ? [] : [[`columns.${name}`, comment], ...record(`columns.${name}.tags`, tags)];
const rowTexts = (option: string, { rows }: ExampleRows): readonly Text[] =>
  (rows.flat(4) as readonly unknown[]).map((value): Text => [option, typeof value === 'string' ? value : undefined]);
const decisionTexts = ({ says, question, given, gives }: DecisionModel): readonly Text[] => [
  ['decisions', says],
  ['decisions', question],
  ...given.flatMap(({ rows }) => rowTexts('decisions', rows)),
  ...rowTexts('decisions', gives),
];
const tableTexts = (t: TableDraft): readonly Text[] => [
  ['intent', t.intent],
  ...(t.decisions ?? []).flatMap(decisionTexts),
  ...record('tags', t.tags),
  ...record('properties', t.properties),
  ...setting('owner', t.owner),
  ...t.columns.flatMap(columnTexts),
  ...bodyTexts(t.body),
  ...conditionsOf(t.write).flatMap(([option, condition]) => exprTexts(option.join('.'), [condition])),
];

const found = (texts: readonly Text[], path: string, trace: Finding['trace'] & object, key: readonly string[] = []): readonly Finding[] => {
  for (const [option, text] of texts) {
    const what = text === undefined ? undefined : secretIn(text);
    if (what !== undefined) return [{ problem: { kind: 'secret-literal', what, option }, path, key, trace }];
  }
  return [];
};

export const secretFindings = (d: Definition): readonly Finding[] => {
  const root = d.project.name;
  const at = (key: string): string => `${root}/${key.replace('.', '/')}`;
  return [
    ...found(
      [
        ['name', root],
        ['description', d.project.description],
        ['ownerTeam', d.project.ownerTeam],
      ],
      root,
      d.project.trace,
    ),
    ...d.environments.flatMap((e) =>
      found(
        [
          ['host', e.host],
          ['catalog', e.catalog],
          ['runAs', e.runAs?.name],
        ],
        `${root}/${e.name}`,
        e.trace,
      ),
    ),
    ...d.layers.flatMap((l) => found([['comment', l.comment], ...record('tags', l.tags), ...setting('catalog', l.catalog)], `${root}/${l.name}`, l.trace)),
    ...d.tables.flatMap((t) => found(tableTexts(t), at(t.key), t.trace)),
    ...d.rules.flatMap((r) => found([['description', r.description], ...exprTexts('check', ruleExprs(r))], at(r.table), r.trace, ['rules', r.name])),
    ...d.dashboards.flatMap((b) =>
      found(
        [
          ['title', b.title],
          ...b.widgets.flatMap((w): readonly Text[] => [
            ['widgets', w.title],
            ['widgets', w.description],
            ...(w.kind === 'counter' ? exprTexts('widgets', [w.value]) : []),
          ]),
        ],
        b.path,
        b.trace,
      ),
    ),
    ...d.monitors.flatMap((m) =>
      found(
        [
          ...[...m.notify.value, ...Object.values(m.notify.overrides ?? {}).flat()].map((n): Text => ['notify', n]),
          ...(m.where ? exprTexts('where', [m.where]) : []),
        ],
        at(m.table),
        m.trace,
        ['monitors', m.name],
      ),
    ),
    ...[...d.masks.map((one) => ['masks', one] as const), ...d.rowFilters.map((one) => ['rowFilters', one] as const)].flatMap(([key, one]) =>
      found(exprTexts('show', [one.show]), at(one.table), one.trace, [key, one.name]),
    ),
    ...operationTexts(d).flatMap(({ texts, path, trace }) => found(texts, path, trace)),
  ];
};
