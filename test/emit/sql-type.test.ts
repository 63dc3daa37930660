import { describe, expect, test } from 'vitest';
import { sqlType } from '../../src/emit/sql/type.ts';
import { arrayOf, type DataTypeNode, decimal, mapOf, scalar, structOf } from '../../src/query/datatype.ts';

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
  test('in declarations have NOT NULL in structs, but not below arrays and maps, where Delta refuses it', () => {
    const line = structOf([
      { name: 'sku', type: { kind: 'varchar', length: 3 }, nullable: false, comment: 'article' },
      { name: 'place', type: structOf([{ name: 'x', type: scalar('int'), nullable: false }]), nullable: false },
    ]);
    const text = (type: DataTypeNode): string => sqlType(type, { declared: true });
    const nested = "STRUCT<sku: VARCHAR(3) COMMENT 'article', place: STRUCT<x: INT>>";
    expect(text(line)).toBe("STRUCT<sku: VARCHAR(3) NOT NULL COMMENT 'article', place: STRUCT<x: INT NOT NULL> NOT NULL>");
    expect(text(arrayOf(line))).toBe(`ARRAY<${nested}>`);
    expect(text(mapOf(line, line))).toBe(`MAP<${nested}, ${nested}>`);
    expect(text(structOf([{ name: 'lines', type: arrayOf(line), nullable: false }]))).toBe(`STRUCT<lines: ARRAY<${nested}> NOT NULL>`);
  });
});
