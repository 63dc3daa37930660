/** What Spark 4.2 has and `F` does not, and why. With the records and operators this is the whole of `SHOW SYSTEM FUNCTIONS`; a test says so. */

/** Spark's other names for functions that exist here: what to write instead. */
export const ALIASES: Readonly<Record<string, string>> = {
  '!': 'c.not()', '==': 'a.eq(b)', '<>': 'a.ne(b)', '<<': 'F.shiftLeft', '>>': 'F.shiftRight', '>>>': 'F.shiftRightUnsigned', '||': 'F.concat, F.arrayUnion',
  any: 'F.some', approx_percentile: 'F.percentileApprox', array_agg: 'F.collectList', bool_and: 'F.every', bool_or: 'F.some',
  bigint: 'v.cast(t.bigint())', binary: 'v.cast(t.binary())', boolean: 'v.cast(t.boolean())', cardinality: 'F.size', case: 'F.when', cast: 'v.cast(type)', ceiling: 'F.ceil',
  char_length: 'F.length', character_length: 'F.length', chr: 'F.char', curdate: 'F.currentDate', current_database: 'F.currentSchema',
  date: 'v.cast(t.date())', dateadd: 'd.addDays(n)', datediff: 'F.dateDiff', datepart: 'F.datePart', day: 'F.dayOfMonth', decimal: 'v.cast(t.decimal(p, s))', double: 'v.cast(t.double())',
  equal_null: 'a.eqNullSafe(b)', extract: 'F.datePart, F.intervalPart', first_value: 'F.first', float: 'v.cast(t.float())', getbit: 'F.bitGet', if: 'F.when', int: 'v.cast(t.int())',
  last_value: 'F.last', lcase: 'F.lower', len: 'F.length', locate: 'F.position', make_timestamp_ltz: 'F.makeTimestamp', mean: 'F.avg', mod: 'a.mod(b)',
  named_struct: 'F.struct', now: 'F.currentTimestamp', nvl: 'F.ifNull', percentile_cont: 'F.percentile', power: 'F.pow', printf: 'F.formatString', reduce: 'F.aggregate',
  regexp: 't.rlike(regex)', regexp_like: 't.rlike(regex)', session_user: 'F.currentUser', sha: 'F.sha1', signum: 'F.sign', smallint: 'v.cast(t.smallint())',
  std: 'F.stddev', stddev_samp: 'F.stddev', string: 'v.cast(t.string())', string_agg: 'F.listagg', struct: 'F.struct', substr: 'F.substring', timestamp: 'v.cast(t.timestamp())',
  tinyint: 'v.cast(t.tinyint())', to_timestamp_ltz: 'F.toTimestamp', to_unix_timestamp: 'F.unixTimestamp', to_varchar: 'F.toChar', try_make_timestamp_ltz: 'F.tryMakeTimestamp',
  try_to_date: 'F.tryToDate', ucase: 'F.upper', user: 'F.currentUser', var_samp: 'F.variance', when: 'F.when', window_time: 'F.windowTime', xpath_number: 'F.xpathDouble',
  xpath_float: 'F.xpathDouble(xml, path).cast(t.float())', xpath_short: 'F.xpathInt(xml, path).cast(t.smallint())',
};

const named = (names: string): readonly string[] => names.trim().split(/\s+/);
export interface NotBuilt {
  /** Why, and what to use instead. */
  readonly reason: string;
  readonly names: readonly string[];
}
/** Left out, by reason. */
export const NOT_BUILT: readonly NotBuilt[] = [
  {
    reason: 'Gives a different value in every run, so a repeated run gives different tables. Keys: `F.xxhash64`, `F.sha2`; a sample: `F.pmod(F.xxhash64(…), …)`.',
    names: named('monotonically_increasing_id rand randn random randstr shuffle spark_partition_id uniform uuid'),
  },
  { reason: 'Makes several rows from one: a step of a relation, `explode`, not an expression.', names: named('explode explode_outer inline inline_outer posexplode posexplode_outer stack variant_explode variant_explode_outer') },
  { reason: 'Makes several columns from one: `F.fromJson` makes a struct, whose `fields` a selection may spread.', names: named('json_tuple') },
  { reason: 'A table, not an expression.', names: named('collations python_worker_logs range sql_keywords') },
  { reason: 'Methods of what `rollup`, `cube` and `groupingSets` give to their aggregates.', names: named('grouping grouping_id') },
  { reason: 'Takes a key, which would stand in generated code.', names: named('aes_decrypt aes_encrypt try_aes_decrypt') },
  { reason: 'Returns nothing: `F.when(condition, value).otherwise(F.raiseError(…))`.', names: named('assert_true') },
  { reason: 'Calls Java, which serverless compute does not allow.', names: named('java_method reflect try_reflect') },
  { reason: 'Intervals of months and seconds at once cannot be stored or compared: `F.makeYmInterval`, `F.makeDtInterval`.', names: named('make_interval try_make_interval') },
  {
    reason: 'The type TIME, which Spark has from 4.1 on and Delta tables do not store.',
    names: named('current_time make_time time time_diff time_from_micros time_from_millis time_from_seconds time_to_micros time_to_millis time_to_seconds time_trunc to_time try_to_time'),
  },
  { reason: 'Spark 4.2 only, and its length must be a constant: `F.window`.', names: named('time_bucket') },
  { reason: 'Collations are a property of types, which the types of the language do not have.', names: named('collate collation') },
  { reason: 'Needs a package besides Spark, or a schema file of its own; read such files as a source.', names: named('from_avro from_protobuf schema_of_avro to_avro to_protobuf') },
  { reason: 'The types GEOMETRY and GEOGRAPHY, which the types of the language do not have.', names: named('st_asbinary st_geogfromwkb st_geomfromwkb st_setsrid st_srid') },
  { reason: 'Metric views, which are not relations.', names: named('measure') },
  { reason: 'About the query, not its rows.', names: named('current_path input_file_block_length input_file_block_start version') },
  { reason: 'Steps of `approx_top_k` whose state has no type that the language knows: `F.approxTopK`.', names: named('approx_top_k_accumulate approx_top_k_combine approx_top_k_estimate') },
  {
    reason: 'Sketches of quantiles, from Spark 4.1 on: `F.percentileApprox`.',
    names: ['agg', 'get_n', 'get_quantile', 'get_rank', 'merge', 'to_string'].flatMap((step) => ['bigint', 'double', 'float'].map((type) => `kll_sketch_${step}_${type}`)).concat(['bigint', 'double', 'float'].map((type) => `kll_merge_agg_${type}`)),
  },
  {
    reason: 'Sketches of sets, from Spark 4.1 on: `F.hllSketchAgg`.',
    names: named('theta_difference theta_intersection theta_intersection_agg theta_sketch_agg theta_sketch_estimate theta_union theta_union_agg'),
  },
  {
    reason: 'Sketches of sets with sums, from Spark 4.2 on.',
    names: ['double', 'integer'].flatMap((type) =>
      ['difference', 'difference_theta', 'intersection_agg', 'intersection', 'intersection_theta', 'sketch_agg', 'sketch_estimate', 'sketch_summary', 'sketch_theta', 'union_agg', 'union', 'union_theta'].map(
        (step) => `tuple_${step}_${type}`,
      ),
    ),
  },
];
