/** From the options of a write to what the model needs. */
import { z } from 'zod';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import { type ColumnModel, END_AT, START_AT, type WriteModel } from '../model/model.ts';
import type { Schema } from '../query/plan.ts';
import { conditionOver } from './callbacks.ts';
import { callback, names, text } from './options.ts';

const keys = names.min(1, 'at least one column name');
/** The options of `write`, of any table. */
export const WRITE = z.discriminatedUnion('strategy', [
  z.strictObject({ strategy: z.literal('overwrite') }),
  z.strictObject({ strategy: z.literal('append') }),
  z.strictObject({ strategy: z.literal('replaceWhere'), where: callback }),
  z.strictObject({ strategy: z.literal('replacePartitions') }),
  z.strictObject({ strategy: z.literal('insertOnly'), keys }),
  z.strictObject({
    strategy: z.literal('merge'),
    keys,
    sequenceBy: text.optional(),
    deleteWhen: callback.optional(),
    ignoreNullUpdates: z.boolean().optional(),
  }),
]);
/** The options that an `Scd2Table` has in place of `write` and `primaryKey`. */
export const SCD2 = {
  keys,
  sequenceBy: text,
  ignoreChangesIn: names.optional(),
  from: z.enum(['changes', 'snapshots']).optional(),
  deleteWhen: callback.optional(),
};

const IS_SCD2 = Symbol.for('lakewright.scd2');
/** Marks the options of an `Scd2Table`, which is made as a `Table`. */
export const asScd2 = (props: unknown): unknown => (typeof props === 'object' && props !== null ? { ...props, [IS_SCD2]: true } : props);
export const isScd2 = (props: unknown): boolean => typeof props === 'object' && props !== null && IS_SCD2 in props;

type Options = Readonly<Record<string, unknown>>;
/** What the types already forbid, for definitions in JavaScript. */
export const writeProblems = (options: Options): readonly DefinitionProblem[] => {
  const write = (options['write'] ?? {}) as Options;
  const found: DefinitionProblem[] = [];
  if (write['ignoreNullUpdates'] === true && write['sequenceBy'] !== undefined) {
    found.push({ kind: 'option-value', option: 'write.sequenceBy', expected: 'absent when there is `ignoreNullUpdates`', actual: 'given' });
  }
  if (write['strategy'] === 'replacePartitions' && ((options['partitionBy'] ?? []) as readonly string[]).length === 0) {
    found.push({ kind: 'missing-option', option: 'partitionBy', expected: '`partitionBy`: the partitions to replace' });
  }
  if (options['from'] === 'snapshots' && options['deleteWhen'] !== undefined) {
    found.push({ kind: 'option-value', option: 'deleteWhen', expected: "absent with `from: 'snapshots'`", actual: 'given' });
  }
  return found;
};

/** How the table is written; conditions are over its columns. */
export const writeModel = (given: unknown, columns: readonly ColumnModel[], table: string): WriteModel => {
  const o = (given ?? { strategy: 'overwrite' }) as Options & { readonly strategy: WriteModel['strategy']; readonly keys: readonly string[] };
  const condition = (option: string) => conditionOver({ schema: columns, name: table }, o[option], `write.${option}`);
  switch (o.strategy) {
    case 'overwrite':
    case 'append':
    case 'replacePartitions':
      return { strategy: o.strategy };
    case 'replaceWhere':
      return { strategy: 'replaceWhere', where: condition('where') };
    case 'insertOnly':
      return { strategy: 'insertOnly', keys: o.keys };
    case 'merge':
      return {
        strategy: 'merge',
        keys: o.keys,
        ...(o['sequenceBy'] === undefined ? {} : { sequenceBy: o['sequenceBy'] as string }),
        ...(o['deleteWhen'] === undefined ? {} : { deleteWhen: condition('deleteWhen') }),
        ...(o['ignoreNullUpdates'] === true ? { ignoreNullUpdates: true } : {}),
      };
    case 'scd2':
      throw new Error('an Scd2Table has its own options');
    default:
      return o.strategy satisfies never;
  }
};

/** How a table of versions is written; conditions are over the columns of its query. */
export const scd2Model = (options: Options, columns: readonly ColumnModel[], table: string): WriteModel => ({
  strategy: 'scd2',
  keys: options['keys'] as readonly string[],
  sequenceBy: options['sequenceBy'] as string,
  ...(options['deleteWhen'] === undefined ? {} : { deleteWhen: conditionOver({ schema: columns, name: table }, options['deleteWhen'], 'deleteWhen') }),
  ignoreChangesIn: (options['ignoreChangesIn'] ?? []) as readonly string[],
  ...(options['from'] === 'snapshots' ? { snapshots: true } : {}),
});

/** The columns that a table of versions has besides those of its query. */
export const versionColumns = (columns: Schema, sequenceBy: string): readonly ColumnModel[] => {
  const sequence = columns.find(({ name }) => name === sequenceBy);
  if (!sequence) return [];
  return [
    { name: START_AT, type: sequence.type, nullable: false, comment: 'sequence at which the version starts' },
    { name: END_AT, type: sequence.type, nullable: true, comment: 'sequence at which it ends; NULL for the current version' },
  ];
};
