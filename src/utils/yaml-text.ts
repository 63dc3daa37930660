/** Plain data that YAML can say. Keys whose value is undefined are left out. */
export type YamlValue = string | number | boolean | null | readonly YamlValue[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: YamlValue | undefined;
}
export const isYamlMap = (value: YamlValue | undefined): value is YamlMap => typeof value === 'object' && value !== null && !Array.isArray(value);

export interface YamlOptions {
  /** A comment above the document; each of its lines becomes a comment line. */
  readonly header?: string;
}

// Starts with what no reader takes for a number, a date, an indicator or a document marker.
const PLAIN = /^(?:[A-Za-z_/$]|\.\.?\/|--?[A-Za-z])[\w/$.,;@+*&!?%^~|<>=(){}\\'"`[\] :#-]*$/;
const ENDS_PLAIN = /:[\s:]| [#\s]|[ :]$/;
// YAML 1.1 reads these as booleans or null; PyYAML and the Databricks CLI still do.
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/**
 * What must be written as an escape: control characters and lone surrogates, which no reader accepts; line separators, which
 * YAML 1.1 takes for line ends; and invisible or direction-changing characters, which would hide from a reviewer.
 */
const ESCAPED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u001f"\\\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NOTHING_TO_ESCAPE = /^[ !#-[\]-~]*$/;
const BLOCK_UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]| (?:\n|$)|^[ \n]|\n\n$/;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** Readers give up on a longer key unless it is marked by `?`. */
const LONGEST_KEY = 1000;

const escapeOf = (character: string): string => SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text as a scalar on one line, quoted wherever some reader would read it as something else. */
export const yamlString = (text: string): string => {
  if (PLAIN.test(text) && !ENDS_PLAIN.test(text) && !(text.length < 6 && RESERVED.test(text))) return text;
  return NOTHING_TO_ESCAPE.test(text) ? `"${text}"` : `"${text.replace(ESCAPED, escapeOf)}"`;
};

const numberText = (value: number): string => {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  // YAML 1.1 reads 1e+21 as a text: it wants a point.
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
};

const scalarText = (value: string | number | boolean | null, indent: string): string => {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'string') return String(value);
  if (value.includes('\n') && !BLOCK_UNSAFE.test(value)) return blockText(value, indent);
  return yamlString(value);
};

/** A literal block; the text has no trailing spaces, no leading space, and at most one line end at its end. */
const blockText = (text: string, indent: string): string => {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${indent}${line}`));
  return `${body === text ? '|-' : '|'}\n${lines.join('\n')}`;
};

const isList = (value: YamlValue): value is readonly YamlValue[] => Array.isArray(value);

/** `lead` is what stands before the first line of a map or list: nothing, or the `- ` of a list above. */
const mapText = (map: YamlMap, indent: string, lead: boolean): string => {
  let text = '';
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === undefined) continue;
    const name = yamlString(key);
    if (text !== '' || !lead) text += indent;
    text += name.length > LONGEST_KEY ? `? ${name}\n${indent}:` : `${name}:`;
    text += afterKey(value, indent);
  }
  return text;
};

const afterKey = (value: YamlValue, indent: string): string => {
  const inner = `${indent}  `;
  if (value === null || typeof value !== 'object') return ` ${scalarText(value, inner)}\n`;
  if (isList(value)) return value.length === 0 ? ' []\n' : `\n${listText(value, inner, false)}`;
  const text = mapText(value, inner, false);
  return text === '' ? ' {}\n' : `\n${text}`;
};

const listText = (list: readonly YamlValue[], indent: string, lead: boolean): string => {
  const inner = `${indent}  `;
  let text = '';
  for (const value of list) {
    text += text === '' && lead ? '- ' : `${indent}- `;
    if (value === null || typeof value !== 'object') text += `${scalarText(value, inner)}\n`;
    else if (isList(value)) text += value.length === 0 ? '[]\n' : listText(value, inner, true);
    else text += mapText(value, inner, true) || '{}\n';
  }
  return text;
};

const commentText = (header: string): string =>
  header
    .split(/\r\n?|[\n\u0085\u2028\u2029]/)
    .map((line) => `# ${line.replace(ESCAPED, (c) => (c === '"' || c === '\\' ? c : escapeOf(c)))}`.trimEnd())
    .join('\n');

/**
 * One YAML document: block style, keys in the order given, the same bytes for the same data. Readers of YAML 1.1 and 1.2 give
 * back the same data.
 */
export const yamlDocument = (value: YamlValue, { header }: YamlOptions = {}): string => {
  const top = header === undefined ? '' : `${commentText(header)}\n`;
  if (value === null || typeof value !== 'object') return `${top}${scalarText(value, '  ')}\n`;
  if (isList(value)) return `${top}${listText(value, '', false) || '[]\n'}`;
  return `${top}${mapText(value, '', false) || '{}\n'}`;
};
