/** The form of sources, for a manifest that was read. */
import { z } from 'zod';
import { FILE_FORMATS, FILE_METADATA } from './sources.ts';

const text = z.string();
const names = z.array(text);
const setting = z.strictObject({ value: text, overrides: z.record(text, text).optional() });
const onBadValue = z.enum(['fail', 'null', 'rescue', 'quarantine']);
const options = z.record(
  text,
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('value'), value: setting }),
    z.strictObject({ kind: z.literal('secret'), secret: z.strictObject({ scope: setting, key: text }) }),
  ]),
);
const files = z.strictObject({
  path: text,
  format: z.enum(FILE_FORMATS),
  read: z.literal('new').optional(),
  onBadValue,
  onNewColumns: z.enum(['fail', 'rescue']).optional(),
  header: z.boolean().optional(),
  separator: text.optional(),
  quote: text.optional(),
  escape: text.optional(),
  encoding: text.optional(),
  nullValues: names.optional(),
  dateFormats: names.optional(),
  timestampFormats: names.optional(),
  multiLine: z.boolean().optional(),
  rowTag: text.optional(),
  pattern: text.optional(),
  recursive: z.boolean().optional(),
  metadata: z.record(text, z.enum(FILE_METADATA)).optional(),
});
const kafka = z.strictObject({ servers: setting, topic: setting, startingOffsets: z.enum(['earliest', 'latest']), onBadValue, options });
const jdbc = z.strictObject({
  url: setting,
  from: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('table'), table: text }), z.strictObject({ kind: z.literal('query'), query: text })]),
  driver: text.optional(),
  fetchSize: z.number().optional(),
  split: z.strictObject({ column: text, from: text, to: text, parts: z.number() }).optional(),
  newBy: z.strictObject({ column: text, lookBack: z.number().optional() }).optional(),
  options,
});
/** The bodies that read from outside the lakehouse. */
export const SOURCE_BODIES = [
  z.strictObject({ kind: z.literal('files'), source: files }),
  z.strictObject({ kind: z.literal('kafka'), source: kafka }),
  z.strictObject({ kind: z.literal('jdbc'), source: jdbc }),
] as const;
