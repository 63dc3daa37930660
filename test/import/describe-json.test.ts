import { describe, expect, it } from 'vitest';
import { describedTable, isDescription } from '../../src/import/describe-json.ts';

/** As Spark 4.2 writes it, and what Databricks adds. */
const ORDERS = {
  table_name: 'orders',
  catalog_name: 'ops',
  namespace: ['shop'],
  schema_name: 'shop',
  columns: [
    { name: 'id', type: { name: 'bigint' }, nullable: false, comment: "it's the key" },
    { name: 'price', type: { name: 'decimal', precision: 10, scale: 2 }, nullable: true },
    { name: 'code', type: { name: 'varchar', length: 3 }, nullable: true },
    {
      name: 'lines',
      type: {
        name: 'array',
        element_type: {
          name: 'struct',
          fields: [
            { name: 'sku', type: { name: 'string', collation: 'UTF8_BINARY' }, nullable: false, comment: 'q' },
            { name: 'at', type: { name: 'timestamp_ltz' }, nullable: true },
          ],
        },
        element_nullable: false,
      },
      nullable: true,
    },
    { name: 'prices', type: { name: 'map', key_type: { name: 'date' }, value_type: { name: 'double' }, value_nullable: false }, nullable: true },
    { name: 'took', type: { name: 'interval', start_unit: 'day', end_unit: 'second' }, nullable: true },
    { name: 'years', type: { name: 'interval', start_unit: 'year', end_unit: 'year' }, nullable: true },
    { name: 'shape', type: { name: 'geometry' }, nullable: true },
  ],
  location: 's3://bucket/orders',
  type: 'MANAGED',
  provider: 'delta',
  comment: 'all orders',
  table_properties: { k: 'v' },
  partition_columns: ['code'],
  clustering_information: [{ name: 'id', type: { name: 'bigint' } }],
  table_constraints: '[(orders_pk, PRIMARY KEY (`id`, `a``b`))]',
};

describe('the output of DESCRIBE … AS JSON', () => {
  it('has defaults and collations, which a definition has not: they are named', () => {
    const columns = [
      { name: 'n', type: { name: 'int' }, nullable: true, default: '1 + 1' },
      { name: 'label', type: { name: 'string', collation: 'UTF8_LCASE' }, nullable: true },
      {
        name: 's',
        type: { name: 'array', element_type: { name: 'struct', fields: [{ name: 'x', type: { name: 'string', collation: 'UNICODE' } }] } },
        nullable: true,
      },
    ];
    const { leftOut, columns: kept } = describedTable({ ...ORDERS, columns }, 'orders.json');
    expect(leftOut).toEqual(['default of "n": 1 + 1', 'collation of "label": UTF8_LCASE', 'collation of "s.x": UNICODE']);
    expect(kept.map(({ name }) => name)).toEqual(['n', 'label', 's']);
  });
  it('is a table with all that it says; types without a declaration are named', () => {
    const table = describedTable(ORDERS, 'orders.json');
    expect(table).toMatchObject({
      name: ['ops', 'shop', 'orders'],
      comment: 'all orders',
      partitionBy: ['code'],
      clusterBy: ['id'],
      primaryKey: ['id', 'a`b'],
      properties: { k: 'v' },
      leftOut: ['column "years" of type interval year to year', 'column "shape" of type geometry'],
    });
    expect(table.columns).toEqual([
      { name: 'id', type: { kind: 'bigint' }, nullable: false, comment: "it's the key" },
      { name: 'price', type: { kind: 'decimal', precision: 10, scale: 2 }, nullable: true },
      { name: 'code', type: { kind: 'varchar', length: 3 }, nullable: true },
      {
        name: 'lines',
        type: {
          kind: 'array',
          containsNull: false,
          element: {
            kind: 'struct',
            fields: [
              { name: 'sku', type: { kind: 'string' }, nullable: false, comment: 'q' },
              { name: 'at', type: { kind: 'timestamp' }, nullable: true },
            ],
          },
        },
        nullable: true,
      },
      { name: 'prices', type: { kind: 'map', key: { kind: 'date' }, value: { kind: 'double' }, valueContainsNull: false }, nullable: true },
      { name: 'took', type: { kind: 'interval day to second' }, nullable: true },
    ]);
  });
  it('is told from other JSON', () => {
    expect([isDescription(ORDERS), isDescription({ columns: [] }), isDescription([]), isDescription(null)]).toEqual([true, false, false, false]);
  });
});
