import { describe, expect, test } from 'vitest';
import { sqlType } from '../../src/emit/sql/type.ts';
import { arrayOf, decimal, mapOf, scalar, structOf } from '../../src/query/datatype.ts';

describe('SQL types', () => {
  const nested = structOf([
    { name: 'sku', type: scalar('string'), nullable: false, comment: "it's" },
    { name: 'a b', type: mapOf(scalar('string'), arrayOf(decimal(12, 2))), nullable: true },
  ]);
  test('in expressions say what Spark computes with', () => {
    expect(sqlType(nested)).toBe('STRUCT<sku: STRING, `a b`: MAP<STRING, ARRAY<DECIMAL(12, 2)>>>');
    expect(sqlType({ kind: 'varchar', length: 3 })).toBe('STRING');
    expect(sqlType(scalar('interval day to second'))).toBe('INTERVAL DAY TO SECOND');
  });
  test('in declarations keep lengths, NOT NULL and comments', () => {
    expect(sqlType(nested, { declared: true })).toBe("STRUCT<sku: STRING NOT NULL COMMENT 'it\\'s', `a b`: MAP<STRING, ARRAY<DECIMAL(12, 2)>>>");
    expect(sqlType({ kind: 'char', length: 3 }, { declared: true })).toBe('CHAR(3)');
  });
});
