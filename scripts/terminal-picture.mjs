// Draws the text of a terminal as a picture: node scripts/terminal-picture.mjs docs/images/demo.txt [--check]
// The text is what a program printed, with or without colours; the picture, beside it, is an SVG that shows the same on every machine.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const ESCAPE = '\u001b[';
const SIZE = 14;
const ADVANCE = 8.43;
const LINE = 20;
const MARGIN = 20;
const BAR = 36;

const STYLES = {
  1: 'font-weight="bold"',
  2: 'fill="#8b949e"',
  31: 'fill="#ff7b72"',
  32: 'fill="#7ee787"',
  33: 'fill="#e3b341"',
  36: 'fill="#79c0ff"',
};
/** What ends which styles: 22 bold and dim, 39 colours, 0 all. */
const ENDS = { 0: Object.keys(STYLES), 22: ['1', '2'], 39: ['31', '32', '33', '36'] };
/** Where a text came without colours, these words get theirs. */
const PLAIN = [
  [/^(\$ .*)$/, 1],
  [/^(?:✓|succeeded)/, 32],
  [/^(?:table|rule) {2}.*$/, 1],
  [/^[A-Z].*\?$/, 1],
];

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const span = (text, styles) => {
  const attributes = [...styles].map((code) => STYLES[code]).filter(Boolean);
  return attributes.length === 0 ? escaped(text) : `<tspan ${attributes.join(' ')}>${escaped(text)}</tspan>`;
};

/** One line as spans, by the escape sequences in it. */
function spans(line) {
  const styles = new Set();
  const [plain = '', ...parts] = line.split(ESCAPE);
  const styled = parts.map((part) => {
    const [sequence = '', codes = ''] = /^([\d;]*)m/.exec(part) ?? [];
    for (const code of codes === '' ? ['0'] : codes.split(';')) {
      if (ENDS[code]) for (const ended of ENDS[code]) styles.delete(ended);
      else styles.add(code);
    }
    return part === sequence ? '' : span(part.slice(sequence.length), styles);
  });
  return escaped(plain) + styled.join('');
}

/** A line without colours, with its known beginning in colour. */
function coloured(line) {
  for (const [pattern, code] of PLAIN) {
    const found = pattern.exec(line)?.[0];
    if (found) return span(found, [String(code)]) + escaped(line.slice(found.length));
  }
  return escaped(line);
}

/** The picture of a text. */
export function terminalPicture(text) {
  const lines = text.replace(/\n+$/, '').split('\n');
  const isColoured = text.includes(ESCAPE);
  const columns = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
  const width = Math.ceil(columns * ADVANCE + 2 * MARGIN);
  const height = BAR + lines.length * LINE + MARGIN;
  const rows = lines
    .map((line, i) => (line === '' ? '' : `<text x="${MARGIN}" y="${BAR + (i + 1) * LINE - 6}">${isColoured ? spans(line) : coloured(line)}</text>`))
    .filter((row) => row !== '');
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map((fill, i) => `<circle cx="${MARGIN + i * 20}" cy="18" r="6" fill="${fill}"/>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>`,
    ...dots,
    `<g xml:space="preserve" style="white-space: pre" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace" font-size="${SIZE}" fill="#e6edf3">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [source = '', ...flags] = process.argv.slice(2);
  const target = source.replace(/\.txt$/, '.svg');
  const picture = terminalPicture(readFileSync(source, 'utf8'));
  if (!flags.includes('--check')) {
    writeFileSync(target, picture);
  } else if (readFileSync(target, 'utf8') !== picture) {
    process.stderr.write(`${target} is out of date: node scripts/terminal-picture.mjs ${source}\n`);
    process.exitCode = 1;
  }
}
