/** The form of a Lakeview file, as far as real files and the vendor's own guides show it. Strict: what is not known is wrong. */
import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z0-9_-]{1,60}$/);
const field = z.strictObject({ name: z.string().min(1), expression: z.string().min(1) });
const scale = z.strictObject({ type: z.enum(['temporal', 'quantitative', 'categorical']) });
const decimals = z.strictObject({ type: z.literal('max'), places: z.int() });
const format = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('number-plain'), abbreviation: z.literal('compact'), decimalPlaces: decimals }),
  z.strictObject({ type: z.literal('number-percent'), decimalPlaces: decimals }),
  z.strictObject({ type: z.literal('number-currency'), currencyCode: z.string().length(3), abbreviation: z.literal('compact'), decimalPlaces: decimals }),
]);
const frame = z.strictObject({ showTitle: z.boolean(), title: z.string(), showDescription: z.boolean().optional(), description: z.string().optional() });
const axis = z.strictObject({ fieldName: z.string(), scale, displayName: z.string() });
const manyFields = z.strictObject({ scale, fields: z.array(z.strictObject({ fieldName: z.string(), displayName: z.string() })).min(2) });
const chart = <K extends string>(widgetType: K) =>
  z.strictObject({
    version: z.literal(3),
    widgetType: z.literal(widgetType),
    frame,
    encodings: z.strictObject({ x: axis, y: z.union([axis, manyFields]), color: axis.optional() }),
  });
const spec = z.discriminatedUnion('widgetType', [
  chart('bar'),
  chart('line'),
  z.strictObject({
    version: z.literal(2),
    widgetType: z.literal('counter'),
    frame,
    encodings: z.strictObject({ value: z.strictObject({ fieldName: z.string(), format, displayName: z.string() }) }),
  }),
  z.strictObject({
    version: z.literal(2),
    widgetType: z.literal('table'),
    frame,
    encodings: z.strictObject({ columns: z.array(z.strictObject({ fieldName: z.string(), displayName: z.string() })).min(1) }),
  }),
]);
const query = z.strictObject({ name: z.string(), query: z.strictObject({ datasetName: name, fields: z.array(field).min(1), disaggregated: z.boolean() }) });
const widget = z.union([
  z.strictObject({ name, queries: z.array(query).length(1), spec }),
  z.strictObject({ name, multilineTextboxSpec: z.strictObject({ lines: z.array(z.string()).min(1) }) }),
]);
const position = z.strictObject({ x: z.int().min(0).max(11), y: z.int().min(0), width: z.int().min(1).max(12), height: z.int().min(1) });
const page = z.strictObject({
  name,
  displayName: z.string(),
  pageType: z.literal('PAGE_TYPE_CANVAS'),
  layoutVersion: z.literal('GRID_V1'),
  layout: z.array(z.strictObject({ position, widget })).min(1),
});
const dataset = z.strictObject({ name, displayName: z.string(), queryLines: z.array(z.string().regex(/[^\n]\n$/)).min(1) });
export const lakeview = z.strictObject({ datasets: z.array(dataset).min(1), pages: z.array(page).length(1) });
export type Lakeview = z.infer<typeof lakeview>;
