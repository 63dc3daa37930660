import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type YamlValue, yamlDocument, yamlString } from '../../src/utils/yaml-text.ts';
import { anyText, HOSTILE, python } from './hostile.ts';

const { value: anyData } = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyText,
    fc.constantFrom(null, true, false, 0, -0, 1e21, 1.5e-7, 123456789012345680000, -1, 0.1),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(anyText, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries) as YamlValue),
  ),
}));

// JSON has no infinity and its readers disagree on 1.0: both sides name a number by its shortest text.
const PYYAML = `
import json, sys, yaml
def plain(value):
    if isinstance(value, bool) or value is None or isinstance(value, str): return value
    if isinstance(value, (int, float)): return {"number": str(float(value))}
    if isinstance(value, list): return [plain(item) for item in value]
    if isinstance(value, dict): return {"map": [[key, plain(item)] for key, item in value.items()]}
    raise TypeError(type(value))
print(json.dumps([plain(yaml.safe_load(text)) for text in json.load(sys.stdin)]))
`;
const plain = (value: YamlValue): unknown => {
  if (typeof value === 'number') return { number: value };
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  return { map: Object.entries(value).map(([key, item]) => [key, plain(item as YamlValue)]) };
};
const named = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, item: unknown) => (key === 'number' ? String(Number(String(item).replace(/inf$/, 'Infinity'))) : item)));

describe('a YAML document', () => {
  test('is read back as the same data by YAML 1.1 and 1.2 readers', () => {
    fc.assert(
      fc.property(anyData, (data) => {
        const text = yamlDocument(data);
        for (const version of ['1.1', '1.2'] as const) expect(parse(text, { version })).toEqual(data);
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  test('is read back as the same data by PyYAML', () => {
    const samples = [...fc.sample(anyData, 3000), ...HOSTILE, Object.fromEntries(HOSTILE.map((key) => [key, key])), [...HOSTILE]];
    const read = python(
      PYYAML,
      samples.map((data) => yamlDocument(data)),
    ) as unknown[];
    for (const [i, data] of samples.entries()) expect(named(read[i]), yamlDocument(data)).toEqual(named(plain(data)));
  }, 60_000);

  test('quotes what a YAML 1.1 reader takes for a boolean, a number, a date or NULL', () => {
    for (const text of ['yes', 'No', 'on', 'OFF', 'y', 'null', '~', '12:30', '0o7', '1e3', '010', '2013-01-01', '.5', '<<', '='])
      expect(yamlString(text)).toBe(`"${text}"`);
  });

  test('leaves names, paths, addresses and references unquoted', () => {
    for (const text of ['flights_raw', '/Volumes/dev/x', 'https://lab.example.com', '${var.catalog}', 'as delivered', 'uv build --wheel'])
      expect(yamlString(text)).toBe(text);
  });

  test('shows several lines as a literal block', () => {
    expect(yamlDocument({ run: 'a\nb: c\n', next: ['x\ny'] })).toBe('run: |\n  a\n  b: c\nnext:\n  - |-\n    x\n    y\n');
  });

  test('nests lists and maps in block style', () => {
    expect(yamlDocument({ a: [{ b: 1, c: [] }, [1, [2]], {}], d: { e: {} } })).toBe('a:\n  - b: 1\n    c: []\n  - - 1\n    - - 2\n  - {}\nd:\n  e: {}\n');
  });

  test('leaves out keys without a value', () => {
    expect(yamlDocument({ a: undefined, b: 1, c: { d: undefined } })).toBe('b: 1\nc: {}\n');
  });

  test('has its header as comments, whatever line ends it holds', () => {
    const text = yamlDocument({ a: 1 }, { header: 'one\ntwo\r\n\u2028b: 2\u0000' });
    expect(
      text
        .split('\n')
        .slice(0, -2)
        .every((line) => line.startsWith('#')),
    ).toBe(true);
    expect(parse(text)).toEqual({ a: 1 });
  });

  test('hides no character from a reviewer', () => {
    expect(yamlDocument('a\u202eb\u200bc')).toBe('"a\\u202eb\\u200bc"\n');
  });

  test('is printed at least ten times faster than by the general library', () => {
    const data = Object.fromEntries(
      Array.from({ length: 2000 }, (_, i) => [`table_${i}`, { name: `table ${i}`, keys: ['a', 'b', '${var.x}'], on: 'yes', size: i, note: 'it: depends' }]),
    );
    const clock = (work: () => unknown): number => {
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 6; i++) {
        const start = process.cpuUsage();
        work();
        const used = process.cpuUsage(start);
        best = Math.min(best, used.user + used.system);
      }
      return best;
    };
    yamlDocument(data);
    expect(clock(() => stringify(data)) / clock(() => yamlDocument(data))).toBeGreaterThan(10);
  });
});
