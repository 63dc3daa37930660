import { QualityRule, type Table, UniqueRule } from 'lakewright';

/** The rules of every table with an `id`: it is there, and only once. */
export const identified = <S extends { id: 'bigint' }>(table: Table<S>): Table<S> => {
  const known: Table<{ id: 'bigint' }> = table;
  new QualityRule(known, 'id_there', { check: (row) => row.id.isNotNull(), onViolation: 'quarantine', nulls: 'violate' });
  new UniqueRule(known, 'id_once', { columns: ['id'], onViolation: 'warn' });
  return table;
};
