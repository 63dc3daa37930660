/** The versions that were tested together. */
const PROJEN = '0.103.25';
const CONSTRUCTS = '10.8.1';
const TYPESCRIPT = '~6.0.3';

const SCRIPTS: Readonly<Record<string, string>> = {
  check: 'lakewright check',
  synth: 'lakewright synth',
  run: 'lakewright run',
  test: 'lakewright test',
  typecheck: 'tsc --noEmit',
};

type Json = { readonly [key: string]: unknown };
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const part = (json: Json, key: string): Json => (isJson(json[key]) ? json[key] : {});
const sorted = (json: Json): Json => Object.fromEntries(Object.entries(json).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Letters that npm takes in a name. */
const npmName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '')
    .slice(0, 200) || 'lakehouse';

/**
 * The package of a new project. What is there already stays as it is, so that dependencies keep their version and scripts their meaning;
 * the one exception is `type`, without which Node does not run the definition.
 */
export const packageJson = (name: string, lakewright: string, there: unknown = {}): string => {
  const old = isJson(there) ? there : {};
  const { name: _name, private: _private, type: _type, scripts: _scripts, devDependencies: _devDependencies, ...others } = old;
  const installed = { ...part(old, 'dependencies'), ...part(old, 'devDependencies') };
  const wanted = { constructs: CONSTRUCTS, lakewright, projen: PROJEN, typescript: TYPESCRIPT };
  const missing = Object.fromEntries(Object.entries(wanted).filter(([dependency]) => !(dependency in installed)));
  const result = {
    name: old['name'] ?? npmName(name),
    private: old['private'] ?? true,
    type: 'module',
    ...others,
    scripts: { ...SCRIPTS, ...part(old, 'scripts') },
    devDependencies: sorted({ ...part(old, 'devDependencies'), ...missing }),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
};
