import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { seedFile, t, Table } from '../../src/index.ts';
import { readCsv } from '../../src/query/csv.ts';
import { relationPlan } from '../../src/query/source.ts';
import { modelOf, sample } from '../support.ts';

const folder = mkdtempSync(join(tmpdir(), 'seeds-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const put = (content: string | Uint8Array): string => {
  const file = join(folder, `${++files}.csv`);
  writeFileSync(file, content);
  return relative(process.cwd(), file);
};
const columns = {
  code: t.string().notNull(),
  name: t.varchar(8).from('Name of it'),
  people: t.bigint(),
  share: t.decimal(5, 2),
  area: t.double(),
  member: t.boolean(),
  since: t.date(),
  seen: t.timestamp(),
};
const HEADER = 'code,Name of it,people,share,area,member,since,seen\n';
const found = (path: string, declared: object = columns) => {
  const s = sample();
  new Table(s.silver, 'countries', { query: seedFile(path, declared as typeof columns) });
  return s.project.check().diagnostics;
};
const messages = (content: string | Uint8Array, declared?: object): readonly string[] => found(put(content), declared).map((d) => d.message);

describe('rows of a file of the project', () => {
  it('have the declared types, whatever the order of the columns', () => {
    const path = put(
      `\uFEFFseen,since,member,area,share,people,Name of it,code\r\n2026-01-31T12:00:00Z,2026-01-31,TRUE,1.5e3,-12.50, 9007199254740993 ,"O""x, y",at\r\n\r\n,,,,,,"",de\r\n`,
    );
    const plan = relationPlan(seedFile(path, columns));
    expect(plan?.problems).toBeUndefined();
    expect(plan?.kind === 'seed' && plan.rows).toEqual([
      ['at', 'O"x, y', '9007199254740993', '-12.50', 1500, true, '2026-01-31', '2026-01-31T12:00:00Z'],
      ['de', '', null, null, null, null, null, null],
    ]);
  });
  it('become a table like others', () => {
    const s = sample();
    new Table(s.silver, 'countries', { query: seedFile(put('code,n\nat,1\n'), { code: t.string().notNull(), n: t.int() }) });
    const table = modelOf(s.project.check()).tables.at(-1);
    expect(table?.columns.map((c) => [c.name, c.type.kind, c.nullable])).toEqual([
      ['code', 'string', true],
      ['n', 'int', true],
    ]);
  });
  it('that do not fit are named by line and column of the file', () => {
    const path = put(`${HEADER}at,Österreich,1,1,1,true,2026-02-30,\n"a\nb",Ö,x,"12,50",,yes,,\n,,99999999999999999999,1234.5,,,,\n`);
    expect(found(path).map((d) => `${d.at?.line}:${d.at?.column} ${d.message}`)).toEqual([
      '2:4 "Österreich" is not a valid varchar value',
      '2:26 "2026-02-30" is not a valid date value',
      '4:6 "x" is not a valid bigint value',
      '4:8 "12,50" is not a valid decimal value',
      '4:17 "yes" is not a valid boolean value',
      '5:1 seedFile: "code" must be a value, as the column must not be NULL, not NULL',
      '5:3 "99999999999999999999" is not a valid bigint value',
      '5:24 "1234.5" is not a valid decimal value',
    ]);
    expect(found(path)[0]?.at?.file).toMatch(/\.csv$/);
  });
  it.each([
    ['another column', 'code,more\nat,1\n', /lacks column "n"/],
    ['a column that is not declared', 'code,n,more\n', /names "more", which is not declared/],
    ['a column twice', 'code,n,n\n', /names "n", which is not declared or appears twice/],
    ['too few cells', 'code,n\nat\n', /a row has 1 cells, and the first line 2/],
    ['an open quote', 'code,n\n"at,1\n', /a quote is not closed/],
    ['nothing', '', /lacks column "code", "n"/],
    ['another encoding', Buffer.from('code,n\n\xE4t,1\n', 'latin1'), /its text is not UTF-8/],
    ['more than code can hold', `code,n\n${'x,1\n'.repeat(10_001)}`, /10001 rows, more than the 10000/],
  ])('are refused where there is %s', (_, content, message) => {
    const [first, ...others] = messages(content, { code: t.string(), n: t.int() });
    expect(first).toMatch(message);
    expect(others.filter((other) => !other.startsWith('seedFile'))).toEqual([]);
  });
  it('are refused where the file is missing or a column cannot be in a cell', () => {
    expect(found('seeds/none.csv').map((d) => d.message)).toEqual([
      'seedFile "seeds/none.csv": there is no such file; a path is relative to the folder of the definition',
    ]);
    expect(messages('code\n', { code: t.array(t.int()) })).toEqual([expect.stringMatching(/column "code" is array, which a cell cannot hold/)]);
  });
});

describe('CSV', () => {
  const cell = fc.oneof(fc.constant(null), fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r\n', 'ä', "'") }));
  const written = (value: string | null): string => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (rows, end, ends) => {
          const text = rows.map((row) => row.map(written).join(',')).join(end) + (ends && rows.length > 0 ? end : '');
          const read = readCsv(text);
          expect('rows' in read && read.rows.map((row) => row.map(({ value }) => value))).toEqual(rows);
        },
      ),
    );
  });
});
