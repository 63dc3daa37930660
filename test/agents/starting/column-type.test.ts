import { describe, expect, it } from 'vitest';
import { typeOf } from '../../../src/agents/starting/column-type.ts';

describe('types of columns in an answer', () => {
  it.each([
    ['bigint', 't.bigint()'],
    [' timestamp_ntz ', 't.timestampNtz()'],
    ['decimal(10, 2)', 't.decimal(10, 2)'],
    ['array<struct<sku: string, prices:map<string,decimal(10,2)>>>', 't.array(t.struct({ sku: t.string(), prices: t.map(t.string(), t.decimal(10, 2)) }))'],
  ])('%s is declared as %s', (text, code) => {
    expect(typeOf(text)?.code).toBe(code);
  });
  it.each([
    '',
    'text',
    'decimal(2,3)',
    'decimal(39,0)',
    'array<>',
    'array<string',
    'array<string>>',
    'map<string>',
    'map<double,string>',
    'struct<a:int,A:int>',
    'struct<a>',
    'struct<__proto__:int>',
    "string().comment('x'); process.exit(1); t.string",
    'array<string(), process.exit(1)>',
    `${'array<'.repeat(6)}int${'>'.repeat(6)}`,
  ])('%j is none', (text) => {
    expect(typeOf(text)).toBeUndefined();
  });
});
