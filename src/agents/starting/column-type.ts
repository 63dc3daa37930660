/** Types of columns as an answer writes them, in the words of SQL, and as a definition declares them. */

export type TypeKind = (typeof SCALARS)[number] | 'decimal' | 'array' | 'map' | 'struct';
export interface ColumnType {
  readonly kind: TypeKind;
  /** `t.decimal(10, 2)`. */
  readonly code: string;
}
export const SCALARS = ['string', 'boolean', 'int', 'bigint', 'double', 'date', 'timestamp', 'timestamp_ntz', 'binary'] as const;
const FACTORIES: Readonly<Record<string, string>> = { timestamp_ntz: 'timestampNtz' };
const MOST_DEPTH = 5;

/** Splits at commas outside brackets. */
const partsOf = (text: string): readonly string[] => {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '<' || c === '(') depth += 1;
    if (c === '>' || c === ')') depth -= 1;
    if (c !== ',' || depth > 0) continue;
    found.push(text.slice(from, i));
    from = i + 1;
  }
  return [...found, text.slice(from)].map((part) => part.trim());
};
const isScalar = (name: string): name is (typeof SCALARS)[number] => SCALARS.some((each) => each === name);

const structOf = (inner: string, depth: number): ColumnType | undefined => {
  const fields = partsOf(inner).map((part) => /^([A-Za-z][A-Za-z0-9_]*)\s*:\s*(.+)$/.exec(part));
  const names = fields.map((field) => field?.[1]?.toLowerCase() ?? '');
  if (fields.some((field) => field === null) || new Set(names).size < names.length) return undefined;
  const codes = fields.map((field) => `${field?.[1]}: ${typeOf(field?.[2] ?? '', depth)?.code ?? ''}`);
  return codes.some((code) => code.endsWith(': ')) ? undefined : { kind: 'struct', code: `t.struct({ ${codes.join(', ')} })` };
};
/** Undefined if it is not one. */
export const typeOf = (text: string, depth = 0): ColumnType | undefined => {
  const trimmed = text.trim();
  if (isScalar(trimmed)) return { kind: trimmed, code: `t.${FACTORIES[trimmed] ?? trimmed}()` };
  const digits = /^decimal\(\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)$/.exec(trimmed);
  if (digits) {
    const [precision, scale] = [Number(digits[1]), Number(digits[2])];
    return precision >= 1 && precision <= 38 && scale <= precision ? { kind: 'decimal', code: `t.decimal(${precision}, ${scale})` } : undefined;
  }
  const [, outer, inner = ''] = /^(array|map|struct)<(.+)>$/s.exec(trimmed) ?? [];
  if (outer === undefined || depth >= MOST_DEPTH) return undefined;
  if (outer === 'struct') return structOf(inner, depth + 1);
  const codes = partsOf(inner).map((part) => typeOf(part, depth + 1)?.code);
  if (codes.length !== (outer === 'map' ? 2 : 1) || codes.includes(undefined)) return undefined;
  // Keys of other types differ from engine to engine.
  if (outer === 'map' && !['t.string()', 't.int()', 't.bigint()'].includes(codes[0] ?? '')) return undefined;
  return { kind: outer as 'array' | 'map', code: `t.${outer}(${codes.join(', ')})` };
};
