const ESCAPED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u001f"\\\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text as a TOML basic string on one line. TOML has no way to say half a surrogate pair: it becomes U+FFFD. */
export const tomlString = (text: string): string =>
  `"${text.replace(ESCAPED, (c) => {
    if (c === '"' || c === '\\') return `\\${c}`;
    if (c === '\n') return '\\n';
    const code = c.charCodeAt(0);
    return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : `\\u${code.toString(16).padStart(4, '0')}`;
  })}"`;

/** A list of texts: on one line where it is short. */
export const tomlList = (texts: readonly string[]): string => {
  const items = texts.map(tomlString);
  const line = `[${items.join(', ')}]`;
  return line.length <= 88 ? line : `[\n${items.map((item) => `    ${item},\n`).join('')}]`;
};

/** A key: bare where it can be. */
export const tomlKey = (name: string): string => (/^[A-Za-z0-9_-]+$/.test(name) ? name : tomlString(name));
