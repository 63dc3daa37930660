import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash, formatIndex, isRecorded, parseIndex, recordOf, uniteRecords } from '../../src/write/file-index.ts';

const record = fc.tuple(fc.constantFrom('h1', 'h2', 'h3'), fc.boolean()).map(([hash, x]) => recordOf(hash, x));
const records = fc
  .dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'b/c', '__proto__', '1')), record)
  .map((entries) => new Map(Object.entries(entries)));

describe('the index', () => {
  it('is read as it was written, whatever the paths are', () => {
    fc.assert(
      fc.property(records, (wanted) => {
        expect([...(parseIndex(formatIndex(wanted)) ?? [])].sort()).toEqual([...wanted].sort());
      }),
    );
  });

  it('has one line per file, so that version control can merge it', () => {
    expect(
      formatIndex(
        new Map([
          ['a"b', 'h1'],
          ['c', 'h2 x'],
        ]),
      ),
    ).toBe('{\n  "format": 1,\n  "files": {\n    "a\\"b": "h1",\n    "c": "h2 x"\n  }\n}\n');
  });

  it.each(['', '{', '[]', 'null', '{"format":2,"files":{}}', '{"format":1,"files":[]}', '{"format":1,"files":{"a":1}}'])(
    'counts as damaged when it is %j',
    (text) => {
      expect(parseIndex(text)).toBeUndefined();
    },
  );

  it('when united knows old, replaced and new content of every path', () => {
    fc.assert(
      fc.property(records, records, records, (old, replaced, wanted) => {
        const united = uniteRecords(old, replaced, wanted);
        for (const source of [old, replaced, wanted]) {
          for (const [path, text] of source) expect(isRecorded(united.get(path), text.split(' ')[0] ?? '')).toBe(true);
        }
        expect([...united.keys()]).toEqual([...new Set([...old.keys(), ...replaced.keys(), ...wanted.keys()])].sort());
      }),
    );
  });

  it('when united knows nothing else', () => {
    const united = uniteRecords(new Map([['a', 'h1 x']]), new Map(), new Map([['a', 'h2']]));
    expect(united).toEqual(new Map([['a', 'h1 h2 x']]));
    expect(['h1', 'h2', 'h3', ''].filter((hash) => isRecorded(united.get('a'), hash))).toEqual(['h1', 'h2']);
  });

  it('hashes a string as the bytes that are written for it', () => {
    for (const text of ['', 'plain', 'ünïcode 表', 'lone \uD800 surrogate']) {
      expect(contentHash(text)).toBe(contentHash(Buffer.from(text)));
    }
  });
});
