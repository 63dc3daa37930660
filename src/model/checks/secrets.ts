/** Finds what looks like a secret among the texts of a definition, before any of them reaches a file. The text itself is never shown. */
import type { Definition, Finding } from '../definition.ts';

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\bdapi[0-9a-f]{32}\b/, 'a Databricks token'],
  [/\bdkea[0-9a-f]{32}\b/, 'a Databricks token'],
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
  [/[a-z][a-z0-9+.-]*:\/\/[^\s:@/'"]+:[^\s:@/'"]{3,}@/, 'a password in a URL'],
  [/\b(password|passwd|pwd|secret|token|api_?key)\s*[=:]\s*[^\s'",;]{6,}/i, 'a password'],
];
/** One test for all shapes, so that clean text costs one pass. */
const ANY = new RegExp(SHAPES.map(([shape]) => `(?:${shape.source})`).join('|'), 'i');

/** The kind of secret that a text seems to hold, or undefined. */
export const secretIn = (text: string): string | undefined => (ANY.test(text) ? SHAPES.find(([shape]) => shape.test(text))?.[1] : undefined);

const option = (value: unknown, path: string): { readonly what: string; readonly option: string } | undefined => {
  if (typeof value === 'string') {
    const what = secretIn(value);
    return what === undefined ? undefined : { what, option: path };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'trace' || key === 'schema' || key === 'type') continue;
    const found = option(item, path === '' ? key : /^\d+$/.test(key) ? path : `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
};

const skip = (key: string, value: unknown): unknown => (key === 'trace' || key === 'schema' || key === 'type' ? undefined : value);
const found = (draft: { readonly trace: Finding['trace'] & object }, path: string): readonly Finding[] => {
  if (!ANY.test(JSON.stringify(draft, skip))) return [];
  const where = option(draft, '');
  return where ? [{ problem: { kind: 'secret-literal', ...where }, path, trace: draft.trace }] : [];
};

export const secretFindings = (d: Definition): readonly Finding[] => {
  const root = d.project.name;
  const at = (key: string): string => `${root}/${key.replace('.', '/')}`;
  return [
    ...found(d.project, root),
    ...d.environments.flatMap((e) => found(e, `${root}/${e.name}`)),
    ...d.layers.flatMap((l) => found(l, `${root}/${l.name}`)),
    ...d.tables.flatMap((t) => found(t, at(t.key))),
    ...d.rules.flatMap((r) => found(r, at(r.table))),
    ...d.dashboards.flatMap((b) => found(b, b.path)),
    ...d.monitors.flatMap((m) => found(m, at(m.table))),
  ];
};
