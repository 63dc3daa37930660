/** The form of what operates a project, for a manifest that was read. */
import { z } from 'zod';
import { LAYER_PRIVILEGES } from './operations.ts';

const text = z.string();
const names = z.array(text);
const settingOf = <T extends z.ZodType>(kind: T) => z.strictObject({ value: kind, overrides: z.record(text, kind).optional() });
const setting = settingOf(text);
const refresh = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('layer'), layer: text }),
  z.strictObject({ kind: z.literal('table'), table: text }),
]);
const secret = z.strictObject({ scope: setting, key: text });
const variables = z.record(
  text,
  z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('value'), value: setting }), z.strictObject({ kind: z.literal('secret'), secret })]),
);
const trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cron'), cron: text, timezone: text }),
  z.strictObject({ kind: z.literal('every'), seconds: z.number() }),
  z.strictObject({ kind: z.literal('onUpdateOf'), tables: names }),
  z.strictObject({ kind: z.literal('continuous') }),
]);
const compute = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('serverless') }),
  z.strictObject({ kind: z.literal('cluster'), nodeType: text, sparkVersion: text, workers: z.strictObject({ min: z.number(), max: z.number() }) }),
]);

/** The members of the model's schema; `at` and `expr` are those of the rest of it. */
export const operationSchemas = (at: z.ZodType, expr: z.ZodType) => ({
  jobs: z.array(
    z.strictObject({
      name: text,
      refreshes: z.array(refresh),
      engine: z.enum(['batch', 'declarative']),
      trigger: settingOf(trigger).optional(),
      compute: settingOf(compute),
      threads: z.number().optional(),
      retries: z.number(),
      timeoutSeconds: z.number().optional(),
      email: settingOf(names),
      webhook: secret.optional(),
      environment: variables,
      at,
    }),
  ),
  grants: z.array(
    z.strictObject({
      name: text,
      on: refresh,
      to: z.strictObject({ kind: z.enum(['group', 'user', 'servicePrincipal']), name: setting }),
      privileges: z.array(z.enum(LAYER_PRIVILEGES)),
      at,
    }),
  ),
  masks: z.array(z.strictObject({ name: text, table: text, column: text, show: expr, at })),
  rowFilters: z.array(z.strictObject({ name: text, table: text, show: expr, at })),
  apps: z.array(z.strictObject({ name: text, sourceDirectory: text, reads: names, writes: names, environment: variables, at })),
  overrides: z.array(z.strictObject({ path: text, json: setting })),
});
