import { spawnSync } from 'node:child_process';
import fc from 'fast-check';

/** Texts that break careless printers: quotes, escapes, templates, comments, other scripts, line ends of every kind. */
export const HOSTILE: readonly string[] = [
  '', ' ', 'a b', ' lead', 'trail ', 'it\'s', 'say "hi"', 'back\\slash', 'end\\', '`tick`', '``', 'line\nbreak', '\n', 'tab\there', 'cr\rlf\r\n',
  '${var.x}', '${', '$${bundle.name}', '${{ secrets.TOKEN }}', '{{ job.id }}', '{%raw%}', '$(rm -rf /)', '`id`', '; rm -rf /', '| cat', '&& true',
  'a: b', 'a #b', '#a', 'a:', ':a', '- a', '? a', '---', '...', '--- a', '%YAML 1.1', '&a', '*a', '!a', '| a', '> a', '@a', '[a]', '{a}', ',a',
  '"', "'", '"""', "'''", '-->', '<!--', '</script>', '<b>&amp;</b>', '&#124;', '*bold*', '_em_', '[x](y)', '| a | b |', '# title', '1. one', '~~~', '\\|',
  'yes', 'No', 'ON', 'off', 'y', 'n', 'null', 'Null', '~', 'true', 'FALSE', '.nan', '.inf', '-.inf', '<<', '=', '12:30', '1:2:3', '0o7', '010', '0x1f', '0b1',
  '1e3', '1E5', '+1', '-1', '1_000', '1.5', '.5', '5.', '2013-01-01', '2013-01-01T10:00:00Z', '2013-01-01 10:00:00', '1,000',
  'Zürich', '東京', '🛫 flights', '\u0000', '\u0007', '\u007f', '\u0085', '\u00a0', '\u2028', '\u2029', '\u202e', '\ufeff', '\ud800', '\udc00x', 'a\u0301',
  'x'.repeat(200), '\u0001'.repeat(200), 'wörter '.repeat(40), 'a\n b\n\nc\n', 'a\nb', 'a\nb\n\n', '  a\nb', 'a \nb', '\na', '# a\n# b\n', 'a: b\nc: d\n',
];

/** A hostile text, a mix of hostile texts, or any text. */
export const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...HOSTILE), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** A Python 3.10 or newer with PyYAML. */
export const PYTHON = process.env['LAKEWRIGHT_PYTHON'] ?? 'python3';

/** Runs a Python program with JSON on standard input and reads JSON from its output. */
export const python = (program: string, input: unknown): unknown => {
  const result = spawnSync(PYTHON, ['-c', program], { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`${PYTHON} failed: ${result.error?.message ?? result.stderr}`);
  return JSON.parse(result.stdout) as unknown;
};
