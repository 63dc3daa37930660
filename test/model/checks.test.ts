import { describe, expect, it } from 'vitest';
import { bar, Dashboard, Duration, Environment, ExternalTable, F, files, FreshnessRule, from, Layer, line, MetricRule, MonteCarloMonitor, perEnvironment, python, QualityRule, ReferenceRule, Scd2Table, Secret, seed, sql, t, Table, tableContract, UniqueRule, View, Window } from '../../src/index.ts';
import type { Diagnostic } from '../../src/model/diagnostics/index.ts';
import { codes, newProject, sample, type Sample } from '../support.ts';

/** What a definition gives: plain JavaScript, so that the type checker does not stand in the way. */
// biome-ignore lint/suspicious/noExplicitAny: these are mistakes on purpose
type Loose = any;
const found = (define: (s: Sample) => void): readonly Diagnostic[] => {
  const s = sample();
  define(s);
  return s.project.check().diagnostics;
};
const raw = { source: files('x', { format: 'csv' }), columns: { id: t.string() } };

describe('before anything is written, the checks find', () => {
  const cases: readonly (readonly [what: string, code: string, message: RegExp, define: (s: Sample) => void])[] = [
    ['an unknown column', 'LW2001', /"dep_dely" is not in bronze\.flights_raw \(5 columns\)/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).select((f: Loose) => ({ x: f.dep_dely })) })],
    ['an unknown table', 'LW2021', /got undefined/, (s) => new Table(s.silver, 'a', { query: from(undefined as Loose).select((f: Loose) => ({ x: f.y })) })],
    ['a table of another project', 'LW1007', /"bronze\.foreign" is not part/, (s) => new Table(s.silver, 'a', { query: from(new Table(new Layer(newProject('other'), 'bronze'), 'foreign', raw)) })],
    ['a type mismatch', 'LW2003', /add takes a number as "left", but got string/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).select((f: Loose) => ({ x: f.carrier.add(1) })) })],
    ['values that cannot be compared', 'LW2005', /eq cannot compare string with array<int>/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f: Loose) => f.carrier.eq(F.array(f.flight))) })],
    ['a fraction against a whole number', 'LW2006', /2\.5 is not a valid int value/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f) => f.flight.gt(2.5)) })],
    ['a day that is in no calendar', 'LW2006', /"2026-02-30" is not a valid date value/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f) => F.toDate(f.time_hour).gt('2026-02-30')) })],
    ['a duplicate table', 'LW1004', /"bronze\.flights_raw" is declared twice/, (s) => new Table(s.bronze, 'flights_raw', raw)],
    ['names that differ by case only', 'LW1004', /"bronze\.flights_raw", "bronze\.Flights_Raw" collide/, (s) => new Table(s.bronze, 'Flights_Raw', raw)],
    ['names that collide after mangling', 'LW1004', /"bronze\.a-b", "bronze\.a_b" collide/, (s) => [new Table(s.bronze, 'a-b', raw), new Table(s.bronze, 'a_b', raw)]],
    ['columns that differ by case only', 'LW2015', /select gives "id", "ID"/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).select((f) => ({ id: f.flight, ID: f.carrier })) })],
    ['a reserved word', 'LW1006', /"order" is a reserved word of Spark SQL/, (s) => new Table(s.bronze, 'order', raw)],
    ['a cycle, with its path', 'LW1008', /external\/again => silver\/a => external\/again/, (s) => { const again = new ExternalTable(s.project, 'again', { name: 'prod_ops.flights_silver.a', columns: { id: t.string() } }); new Table(s.silver, 'a', { query: from(again) }); }],
    ['a key that is no column', 'LW1011', /write\.keys names "nokey"/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw), write: { strategy: 'merge', keys: ['nokey'] } } as Loose)],
    ['a key of a type that cannot be one', 'LW1012', /"tags", but array<string> cannot/, (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'json' }), columns: { tags: t.array(t.string()) }, primaryKey: ['tags'] })],
    ['a cluster key of booleans', 'LW1012', /clusterBy names "late", but boolean cannot/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).select((f) => ({ late: f.dep_delay.gt(0) })), clusterBy: ['late'] })],
    ['five cluster keys', 'LW1031', /clusterBy names 5 columns, and at most 4 are allowed/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw), clusterBy: ['carrier', 'flight', 'tailnum', 'dep_delay', 'time_hour'] })],
    ['clusters and partitions', 'LW1031', /both clusterBy and partitionBy/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw), clusterBy: ['flight'], partitionBy: ['carrier'] })],
    ['clusters that Databricks chooses, and partitions', 'LW1031', /both clusterBy and partitionBy/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw), clusterBy: 'auto', partitionBy: ['carrier'] })],
    ['a tag whose name the catalog refuses', 'LW1032', /tag "cost-centre" of the table has "-" in its name/, (s) => new Table(s.bronze, 'a', { ...raw, tags: { 'cost-centre': 'x' } })],
    ['a tag of a layer', 'LW1032', /tag "a:b" of layer "pii" has ":" in its name/, (s) => new Layer(s.project, 'pii', { tags: { 'a:b': '' } })],
    ['a tag of a column', 'LW1032', /tag "gdpr\.art9" of column "id" has "\." in its name/, (s) => new Table(s.bronze, 'a', { ...raw, describe: { id: { tags: ['gdpr.art9'] } } } as Loose)],
    ['a tag with a long name', 'LW1032', /has a name of 256 characters/, (s) => new Table(s.bronze, 'a', { ...raw, tags: { ['x'.repeat(256)]: '' } })],
    ['a tag with a long value', 'LW1032', /tag "x" of the table has a value of 1001 characters/, (s) => new Table(s.bronze, 'a', { ...raw, tags: { x: 'y'.repeat(1001) } })],
    ['a tag with spaces around', 'LW1032', /tag " x" of the table has a space around its name/, (s) => new Table(s.bronze, 'a', { ...raw, tags: { ' x': '' } })],
    ['too many tags', 'LW1033', /the table has 51 tags, and at most 50 are allowed/, (s) => new Table(s.bronze, 'a', { ...raw, tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`t${i}`, ''])) })],
    ['a rule that does not say what NULL means', 'LW3001', /tests "dep_delay", which may be NULL/, (s) => new QualityRule(s.flightsRaw, 'r', { check: (f) => f.dep_delay.gt(0), onViolation: 'warn' })],
    ['bronze reading gold', 'LW1009', /layer "bronze" reads "gold\.g" of the later layer "gold"/, (s) => new Table(s.bronze, 'b', { query: from(new Table(s.gold, 'g', { query: from(s.flightsRaw) })) })],
    ['an environment without catalog', 'LW1015', /"dev" has no catalog/, (s) => new Environment(s.project, 'dev', { host: 'https://x.example' } as Loose)],
    ['an environment without workspace', 'LW1016', /"dev" has no valid host/, (s) => new Environment(s.project, 'dev', { host: 'x', catalog: 'c' })],
    ['an environment of another project', 'LW1017', /environment "prod", which is not part/, (s) => new Layer(s.project, 'pii', { catalog: perEnvironment('a').in(sample().prod, 'b') })],
    ['a table in the catalog of another environment', 'LW1018', /in environment "dev" this is Prod_ops\.crm\.a, a table in a catalog of environment "prod"/, (s) => [new Environment(s.project, 'dev', { host: 'https://x.example', catalog: 'ops' }), new ExternalTable(s.bronze, 'a', { name: 'Prod_ops.crm.a', columns: { id: t.string() } })]],
    ['a table in the catalog of another environment, in backticks', 'LW1018', /in environment "dev" this is `prod_ops`\.crm\.a/, (s) => [new Environment(s.project, 'dev', { host: 'https://x.example', catalog: 'ops' }), new ExternalTable(s.bronze, 'a', { name: '`prod_ops`.crm.a', columns: { id: t.string() } })]],
    ['a table in another environment\'s catalog of a layer', 'LW1018', /in environment "prod" this is dev_vault\.crm\.a/, (s) => { const dev = new Environment(s.project, 'dev', { host: 'https://x.example', catalog: 'ops' }); new Layer(s.project, 'pii', { catalog: perEnvironment('safe').in(dev, 'vault') }); new ExternalTable(s.bronze, 'a', { name: 'dev_vault.crm.a', columns: { id: t.string() } }); }],
    ['a table without columns', 'LW1010', /no columns/, (s) => new Table(s.bronze, 'a', { columns: {}, source: files('x', { format: 'csv' }) })],
    ['a dashboard over a missing column', 'LW1020', /shows "nope", which is not a column of bronze\.flights_raw/, (s) => new Dashboard(s.gold, 'd', { widgets: [bar(s.flightsRaw, { x: 'nope', y: 'flight' } as Loose)] })],
    ['a line over text', 'LW1021', /needs a time or number on x, but "carrier" is string/, (s) => new Dashboard(s.gold, 'd', { widgets: [line(s.flightsRaw, { x: 'carrier', y: 'flight' } as Loose)] })],
    ['a monitor over a missing column', 'LW1022', /watches "nope"/, (s) => new MonteCarloMonitor(s.flightsRaw, 'm', { metric: 'NULL_RATE', column: 'nope' } as Loose)],
    ['a monitor over a column of the wrong type', 'LW1023', /NUMERIC_MEAN needs a number, but "carrier" is string/, (s) => new MonteCarloMonitor(s.flightsRaw, 'm', { metric: 'NUMERIC_MEAN', column: 'carrier' } as Loose)],
    ['a number for a metric that is judged by its history', 'LW1003', /"threshold" must be 'auto' for ROW_COUNT_CHANGE/, (s) => new MonteCarloMonitor(s.flightsRaw, 'm', { metric: 'ROW_COUNT_CHANGE', threshold: { above: 1 } })],
    ['a secret written as a literal', 'LW1024', /tags\.token holds what looks like a Databricks token/, (s) => new Table(s.bronze, 'a', { ...raw, tags: { token: `dapi${'0'.repeat(32)}` } })],
    ['a secret in an expression', 'LW1024', /query holds what looks like an AWS access key/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f) => f.carrier.eq(`AKIA${'A'.repeat(16)}`)) })],
    ['a secret in SQL', 'LW1024', /query holds what looks like a password/, (s) => new Table(s.silver, 'a', { columns: { n: t.int() }, query: sql`select 1 as n from ${s.flightsRaw} where password = hunter2hunter2` })],
    ['an aggregate in where', 'LW2011', /sum is an aggregate and cannot be used in where/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f) => F.sum(f.flight).gt(1)) })],
    ['a bare column in agg', 'LW2013', /"c" uses column "flight", which is neither/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).groupBy('carrier').agg((f) => ({ c: f.flight })) })],
    ['a row used outside its callback', 'LW2009', /column "flight" belongs to a row of another step/, (s) => { let kept: Loose; const first = from(s.flightsRaw).where((f) => { kept = f; return f.flight.gt(1); }); new Table(s.silver, 'a', { query: first.select(() => ({ x: kept.flight })) }); }],
    ['an expression made but never used', 'LW2010', /the expression gt\(…\) is made here but not part/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f) => { f.flight.gt(1); return f.dep_delay.gt(2); }) })],
    ['a choice in JavaScript, which evaluates one side only', 'LW2061', /\|\| is JavaScript's own and knows nothing about rows: f\.flight\.gt\(1\) \|\| f\.dep_delay\.gt\(2\)/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f) => (f.flight.gt(1) || f.dep_delay.gt(2))) })],
    ['JavaScript in a rule', 'LW2061', /\?\? is JavaScript's own/, (s) => new QualityRule(s.flightsRaw, 'r', { check: (f) => f.dep_delay.gt(1) ?? f.flight.gt(1), onViolation: 'warn', nulls: 'pass' })],
    ['a comparison with ===', 'LW2007', /got boolean/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where(((f: Loose) => f.carrier === 'AA') as Loose) })],
    ['a value of several columns', 'LW2040', /needs a relation of one column, but the rows from bronze\.flights_raw gives "/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f: Loose) => f.flight.gt(from(s.flightsRaw).limit(1).scalar())) })],
    ['a value of several rows', 'LW2041', /needs a relation of one row, but the rows from bronze\.flights_raw can give several/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f) => f.flight.gt(from(s.flightsRaw).select((x) => ({ n: x.flight })).scalar())) })],
    ['a value of another relation in a rule', 'LW2042', /cannot be used in the condition "check"/, (s) => new QualityRule(s.flightsRaw, 'r', { check: (f) => f.flight.lt(from(s.flightsRaw).agg((x) => ({ n: F.max(x.flight) })).scalar()), onViolation: 'warn', nulls: 'pass' })],
    ['a mistake in a relation whose value is used', 'LW2001', /"dely" is not in bronze\.flights_raw/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where((f: Loose) => f.flight.gt(from(s.flightsRaw).agg((x: Loose) => ({ n: F.max(x.dely) })).scalar())) })],
    ['a hidden column', 'LW2019', /replaces "flight"/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).join(s.flightsRaw, { on: (a, b) => a.tailnum.eq(b.tailnum), select: (a, b) => ({ ...a, flight: b.flight }) }) })],
    ['a body that is still to be written', 'LW3002', /has no body yet/, (s) => new Table(s.silver, 'a', { columns: { n: t.int() }, intent: 'to come' })],
    ['a query that does not meet its contract', 'LW1013', /"flight" is declared decimal\(9,2\), the query gives decimal\(10,2\)/, (s) => new Table(s.silver, 'a', { columns: { flight: t.decimal(9, 2) }, query: from(s.flightsRaw).select((f) => ({ flight: f.flight.cast(t.decimal(10, 2)) })) })],
    ['a union with a column too many', 'LW2017', /also has "extra"/, (s) => { const one = from(s.flightsRaw).select((f) => ({ flight: f.flight })); new Table(s.silver, 'a', { query: one.unionByName(from(s.flightsRaw).select((f) => ({ flight: f.flight, extra: f.carrier }))) }); }],
    ['join keys of two types', 'LW2018', /"id" is int on the left and array<string> on the right/, (s) => { const [a, b] = [seed({ id: t.int() }, []), seed({ id: t.array(t.string()) }, [])]; new Table(s.silver, 'a', { query: a.join(b as Loose, { on: ['id'], select: (x: Loose) => ({ id: x.id }) } as Loose) as Loose }); }],
    ['a misspelt option', 'LW1001', /unknown option "querry"/, (s) => new Table(s.silver, 'a', { querry: from(s.flightsRaw) } as Loose)],
    ['a misspelt option inside another', 'LW1001', /unknown option "write\.kyes"/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw), write: { strategy: 'merge', keys: ['carrier'], kyes: [] } } as Loose)],
    ['an option of the wrong type', 'LW1003', /option "tags" must be an object, not "x"/, (s) => new Table(s.bronze, 'a', { ...raw, tags: 'x' } as Loose)],
    ['a missing option', 'LW1002', /option "columns" is missing/, (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'csv' }) } as Loose)],
    ['an unknown format', 'LW1003', /format/, (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'cvs' } as Loose), columns: { id: t.string() } })],
    ['a precision out of range', 'LW2020', /"precision" must be a whole number from 1 to 38, not 39/, (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'csv' }), columns: { n: t.decimal(39, 2) } })],
    ['a Python body outside of the project', 'LW1025', /is outside the project/, (s) => new Table(s.silver, 'a', { columns: { n: t.int() }, query: python({ file: '../evil.py', function: 'f', inputs: { x: s.flightsRaw } }) })],
    ['a unique rule over a missing column', 'LW1011', /columns names "nope"/, (s) => new UniqueRule(s.flightsRaw, 'u', { columns: ['nope'] } as Loose)],
    ['a freshness rule over text', 'LW1003', /option "column" must be a date or timestamp, not carrier, string/, (s) => new FreshnessRule(s.flightsRaw, 'u', { column: 'carrier', maxAge: Duration.hours(1) } as Loose)],
    ['a freshness rule over a missing column', 'LW1011', /column names "nope"/, (s) => new FreshnessRule(s.flightsRaw, 'u', { column: 'nope', maxAge: Duration.hours(1) } as Loose)],
    ['a freshness rule with a bare number', 'LW1003', /option "maxAge" must be a Duration/, (s) => new FreshnessRule(s.flightsRaw, 'u', { column: 'time_hour', maxAge: 6 } as Loose)],
    ['an aggregate in a rule on rows', 'LW2011', /sum is an aggregate and cannot be used in the condition "check"/, (s) => new QualityRule(s.flightsRaw, 'r', { check: (f) => F.sum(f.flight).gt(1), onViolation: 'warn', nulls: 'pass' })],
    ['a value of another relation in a reference', 'LW2042', /cannot be used in the condition "on"/, (s) => new ReferenceRule(s.flightsRaw, 'u', { to: new Table(s.bronze, 'limits', raw), on: (f: Loose, l: Loose) => f.flight.eq(l.id.tryCast(t.int())).or(f.flight.eq(from(s.flightsRaw).agg((r) => ({ most: F.max(r.flight) })).scalar())), onViolation: 'warn' } as Loose)],
    ['a metric that is no aggregate', 'LW2013', /"metric" uses column "dep_delay"/, (s) => new MetricRule(s.flightsRaw, 'u', { metric: (f: Loose) => f.dep_delay, min: 1 } as Loose)],
    ['a metric without a bound', 'LW1002', /option "min" is missing/, (s) => new MetricRule(s.flightsRaw, 'u', { metric: () => F.count() })],
    ['a metric with reversed bounds', 'LW1003', /must be at most max, 1, not 2/, (s) => new MetricRule(s.flightsRaw, 'u', { metric: () => F.count(), min: 2, max: 1 })],
    ['a reference that compares nothing of the other table', 'LW1003', /option "on" must be a comparison/, (s) => new ReferenceRule(s.flightsRaw, 'u', { to: new Table(s.bronze, 'airlines', { ...raw, columns: { carrier: t.string() } }), on: (f: Loose) => f.carrier.eq('AA'), onViolation: 'warn' } as Loose)],
    ['a reference in SQL text', 'LW1003', /cannot compare two tables/, (s) => new ReferenceRule(s.flightsRaw, 'u', { to: new Table(s.bronze, 'airlines', { ...raw, columns: { carrier: t.string() } }), on: (f: Loose, a: Loose) => F.expr(t.boolean())`${f.carrier} = ${a.carrier}`, onViolation: 'warn' } as Loose)],
    ['a key of versions that is no column', 'LW1011', /keys names "nokey"/, (s) => new Scd2Table(s.silver, 'a', { query: from(s.flightsRaw), keys: ['nokey'], sequenceBy: 'flight' } as Loose)],
    ['a sequence that is no column', 'LW1011', /sequenceBy names "nope"/, (s) => new Scd2Table(s.silver, 'a', { query: from(s.flightsRaw), keys: ['carrier'], sequenceBy: 'nope' } as Loose)],
    ['versions of versions', 'LW1050', /gives "__END_AT", which an Scd2Table adds itself/, (s) => { const v = new Scd2Table(s.silver, 'v', { query: from(s.flightsRaw), keys: ['carrier'], sequenceBy: 'flight' }); new Scd2Table(s.gold, 'a', { query: from(v).drop('__START_AT'), keys: ['carrier'], sequenceBy: 'flight' }); }],
    ['a sequence that is a key', 'LW1051', /"flight" is in both keys and sequenceBy/, (s) => new Scd2Table(s.silver, 'a', { query: from(s.flightsRaw), keys: ['carrier', 'flight'], sequenceBy: 'flight' })],
    ['a key whose changes are ignored', 'LW1052', /names "carrier", which is a key/, (s) => new Scd2Table(s.silver, 'a', { query: from(s.flightsRaw), keys: ['carrier'], sequenceBy: 'flight', ignoreChangesIn: ['carrier'] })],
    ['a rule about versions', 'LW1053', /rule "r" tests "__END_AT"/, (s) => new QualityRule(new Scd2Table(s.silver, 'a', { query: from(s.flightsRaw), keys: ['carrier'], sequenceBy: 'flight' }), 'r', { check: (v) => v.__END_AT.isNull(), onViolation: 'warn' })],
    ['deletes in snapshots', 'LW1003', /"deleteWhen" must be absent with/, (s) => new Scd2Table(s.silver, 'a', { query: from(s.flightsRaw), keys: ['carrier'], sequenceBy: 'flight', from: 'snapshots', deleteWhen: (f: Loose) => f.tailnum.isNull() } as Loose)],
    ['an option of other tables on versions', 'LW1001', /unknown option "write"/, (s) => new Scd2Table(s.silver, 'a', { query: from(s.flightsRaw), keys: ['carrier'], sequenceBy: 'flight', write: { strategy: 'append' } } as Loose)],
    ['a merge in parts that has a sequence', 'LW1003', /"write\.sequenceBy" must be absent when there is `ignoreNullUpdates`/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw), write: { strategy: 'merge', keys: ['carrier'], ignoreNullUpdates: true, sequenceBy: 'flight' } } as Loose)],
    ['partitions replaced where there are none', 'LW1002', /"partitionBy" is missing/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw), write: { strategy: 'replacePartitions' } })],
    ['a condition of replaced rows over a missing column', 'LW2001', /"nope" is not in silver\.a/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw), write: { strategy: 'replaceWhere', where: (f: Loose) => f.nope.gt(1) } })],
    ['an unknown strategy', 'LW1003', /write\.strategy/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw), write: { strategy: 'upsert' } } as Loose)],
    ['a reference to the table itself', 'LW1008', /bronze\/own => bronze\/own/, (s) => { const own = new Table(s.bronze, 'own', raw); new ReferenceRule(own, 'u', { to: own, on: (a, b) => a.id.eq(b.id), onViolation: 'warn' }); }],
    ['two rules of one name', 'LW1004', /rule "r" is declared twice/, (s) => [new UniqueRule(s.flightsRaw, 'r', { columns: ['flight'] }), new UniqueRule(s.flightsRaw, 'r', { columns: ['flight'] })]],
    ['a table name with a slash', 'LW1005', /holds "\.", "\/" or a space/, (s) => new Table(s.bronze, 'a/b', raw)],
    ['a table name of 300 characters', 'LW1005', /has 300 characters/, (s) => new Table(s.bronze, 'x'.repeat(300), raw)],
    ['a column name that Delta refuses', 'LW1005', /column name "a b"/, (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'csv' }), columns: { 'a b': t.string() } })],
    ['a text where a callback belongs', 'LW1003', /option "check" must be a function of the row/, (s) => new QualityRule(s.flightsRaw, 'r', { check: 'x > 1', onViolation: 'warn' } as Loose)],
    ['an unknown code that is acknowledged', 'LW1030', /"LW9999" is not the code of a warning/, (s) => new Table(s.bronze, 'a', { ...raw, acknowledge: ['LW9999'] })],
    ['a rank used without its window', 'LW2007', /a window function without \.over/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).select(() => ({ r: F.rank() as Loose })) })],
    ['a window in an aggregate', 'LW2012', /a window function cannot be used in an aggregate/, (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).groupBy('carrier').agg((f) => ({ most: F.max(F.rowNumber().over(Window.partitionBy(f.carrier).orderBy(f.flight))) })) })],
  ];
  it.each(cases)('%s', (_, code, message, define) => {
    const diagnostics = found(define);
    const hit = diagnostics.find((d) => d.code === code);
    expect(codes(diagnostics)).toContain(code);
    expect(hit?.message).toMatch(message);
    expect(hit?.at?.file).toBe(import.meta.filename);
  });
});


describe('the checks', () => {
  it('report everything at once, errors first, in order of place', () => {
    const diagnostics = found((s) => {
      new QualityRule(s.flightsRaw, 'r', { check: (f) => f.dep_delay.gt(0), onViolation: 'warn' });
      new Table(s.silver, 'a', { query: from(s.flightsRaw).select((f: Loose) => ({ x: f.one, y: f.two })) });
      new Table(s.silver, 'b', { querry: 1 } as Loose);
    });
    expect(codes(diagnostics)).toEqual(['LW2001', 'LW2001', 'LW1001', 'LW3001']);
  });
  it('give one message for a misspelt option of versions', () => {
    const versions = { query: from(seed({ id: t.int().notNull(), at: t.int().notNull() }, [])), keys: ['id'], sequenceBy: 'at', deleteWhere: () => F.lit(true) };
    expect(codes(found((s) => new Scd2Table(s.silver, 'a', versions as Loose)))).toEqual(['LW1001']);
  });
  it('give one message for one mistake, however often its column is used', () => {
    const diagnostics = found((s) => {
      const a = new Table(s.silver, 'a', { query: from(s.flightsRaw).select((f: Loose) => ({ x: f.wrong.add(1).mul(2) })) });
      new Table(s.gold, 'b', { query: from(a).select((r: Loose) => ({ y: r.x.add(1) })) });
    });
    expect(codes(diagnostics)).toEqual(['LW2001']);
  });
  it('give one message for a tag, however many tables take its column over, and none for tags that Databricks defines', () => {
    const diagnostics = found((s) => {
      const tags = { 'cost-centre': 'x', 'system.certification_status': 'certified', 'class.name': '' };
      const a = new Table(s.bronze, 'a', { ...raw, columns: { id: t.string() }, describe: { id: { tags } } } as Loose);
      new Table(s.gold, 'b', { query: from(a as Loose).select((r: Loose) => ({ other: r.id })) });
    });
    expect(diagnostics.map(({ message }) => message)).toEqual(['tag "cost-centre" of column "id" has "-" in its name']);
  });
  it('place a mistake on its own line and column', () => {
    const [diagnostic] = found((s) => {
      new Table(s.silver, 'a', {
        query: from(s.flightsRaw)
          .select((f) => ({ ...f }))
          .where((f: Loose) => f.flihgt.gt(1)),
      });
    });
    const text = new Error('here').stack?.split('\n')[1] ?? '';
    const line = Number(/:(\d+):\d+\)?$/.exec(text)?.[1]);
    expect(diagnostic?.at?.line).toBe(line - 3);
  });
  it('let warnings be acknowledged, errors never', () => {
    const define = (codesOfTable: readonly string[]) => (s: Sample): void => {
      new Table(s.silver, 'a', { columns: { n: t.int() }, intent: 'to come', acknowledge: codesOfTable });
    };
    expect(codes(found(define([])))).toEqual(['LW3002']);
    expect(codes(found(define(['LW3002'])))).toEqual([]);
    expect(codes(found(define(['LW1010'])))).toContain('LW1030');
  });
  it.each(['crm.a', 'a.b.c.d', '`a.b.c', 'a.{catalog}.c', '{catalog}_old.b.c'])('refuse an external table with the name %s', (name) => {
    const diagnostics = found((s) => new ExternalTable(s.bronze, 'a', { name, columns: { id: t.string() } }));
    expect(diagnostics.map(({ message }) => message)).toEqual([`option "name" must be 'catalog.schema.table', or perEnvironment(…) of such names, not "${name}"`]);
  });
  it('refuse a contract in what is not the name of a catalog', () => {
    const contract = tableContract({ project: 'crm', name: 'gold.a', version: '1', columns: { id: t.string() } });
    expect(found((s) => new ExternalTable(s.bronze, 'a', { contract, catalog: 'a.b' })).map(({ message }) => message)).toEqual([
      'option "catalog" must be the name of a catalog, or perEnvironment(…) of such names, not "a.b"',
    ]);
  });
  it('accept external tables that each environment has in a catalog of its own, or outside of all', () => {
    const diagnostics = found((s) => {
      const dev = new Environment(s.project, 'dev', { host: 'https://x.example', catalog: 'ops' });
      new ExternalTable(s.bronze, 'a', { name: perEnvironment('prod_ops.crm.a').in(dev, 'dev_ops.crm.a'), columns: { id: t.string() } });
      new ExternalTable(s.bronze, 'b', { name: '{catalog}.crm.b', columns: { id: t.string() } });
      new ExternalTable(s.bronze, 'c', { name: 'dev_other.crm.c', columns: { id: t.string() } });
    });
    expect(codes(diagnostics)).not.toContain('LW1018');
  });
  it('warn where no environment is declared', () => {
    const project = newProject('alone', { acknowledge: [] });
    new Table(new Layer(project, 'bronze'), 'a', raw);
    expect(codes(project.check().diagnostics)).toEqual(['LW1014']);
  });
  it('refuse a project without tables', () => {
    expect(codes(newProject().check().diagnostics)).toEqual(['LW1026']);
  });
  it('never show a secret', () => {
    const secret = `dapi${'0123456789abcdef'.repeat(2)}`;
    const diagnostics = found((s) => new Table(s.bronze, 'a', { ...raw, intent: secret }));
    expect(JSON.stringify(diagnostics)).not.toContain(secret);
  });
  it('accept a secret by scope and key, which holds no value', () => {
    const secret = new Secret('ops', 'token');
    expect(JSON.stringify(secret)).toBe('{"scope":"ops","key":"token"}');
  });
  it('know a chain of 10,000 tables', () => {
    const s = sample();
    let last: Loose = s.flightsRaw;
    for (let i = 0; i < 10_000; i++) last = new Table(s.silver, `t${i}`, { query: from(last).select((r: Loose) => ({ ...r })) });
    expect(s.project.check().model?.tables.length).toBe(10_001);
  }, 60_000);
  it('know a relation of 10,000 steps', () => {
    const s = sample();
    let relation = from(s.flightsRaw);
    for (let i = 0; i < 10_000; i++) relation = relation.where((f) => f.flight.gt(i));
    new Table(s.silver, 'deep', { query: relation });
    expect(s.project.check().model?.tables.length).toBe(2);
  }, 60_000);
  it('leave a view as nullable as its query says', () => {
    const s = sample();
    new View(s.silver, 'v', { query: from(s.flightsRaw).groupBy('carrier').agg(() => ({ n: F.count() })) });
    expect(s.project.check().model?.tables.at(-1)?.columns.map((c) => c.nullable)).toEqual([false, false]);
  });
  it('take a contract of another project', () => {
    const s = sample();
    const external = new ExternalTable(s.silver, 'crm', { name: perEnvironment('dev.crm.customers').in(s.prod, 'prod.crm.customers'), columns: { id: t.bigint().notNull() } });
    new Table(s.gold, 'ids', { query: from(external) });
    const model = s.project.check().model;
    expect(model?.tables.find((table) => table.kind === 'external')?.body).toEqual({ kind: 'external', name: { value: 'dev.crm.customers', overrides: { prod: 'prod.crm.customers' } } });
  });
});
