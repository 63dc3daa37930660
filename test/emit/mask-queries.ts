/** The functions of masks and filters as Spark can make them, and what they give. */
import { emitSql } from '../../src/emit/sql/index.ts';
import { operatedModel } from './operated.ts';
import { statementsOf } from './sql-lexer.ts';

const SCHEMAS = ['air_ops_silver', 'air_ops_gold'];
/** Open-source Spark knows no groups: who asks is a member of one. */
const MEMBER = "CREATE OR REPLACE FUNCTION default.is_account_group_member(name STRING) RETURNS BOOLEAN RETURN name = 'marketing'";
const definitions = (): readonly string[] =>
  emitSql(operatedModel())
    .flatMap(({ content }) => statementsOf(content as string).map(({ text }) => text))
    .filter((text) => text.startsWith('CREATE OR REPLACE FUNCTION'))
    .map((text) => text.replaceAll('is_account_group_member(', 'default.is_account_group_member('));

export const MASKS = 'masks and filters';
/** In this order. */
export const maskQueries = (): readonly { readonly id: string; readonly sql: string; readonly run: boolean }[] => [
  ...[...SCHEMAS.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${schema}`), MEMBER, ...definitions()].map((sql, i) => ({
    id: `${MASKS} ${i}`,
    sql,
    run: false,
  })),
  {
    id: MASKS,
    sql: `SELECT
      air_ops_silver.flights__hide_email('a@example.com', 'EU') AS email,
      air_ops_silver.flights__hide_delay(3.6D) AS delay,
      air_ops_silver.flights__own_region('EU') AS eu,
      air_ops_silver.flights__own_region('US') AS us,
      air_ops_silver.flights__own_region(NULL) AS nowhere,
      air_ops_gold.daily__insiders() AS insider`,
    run: true,
  },
];
