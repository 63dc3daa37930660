import { pythonString } from '../../utils/python-text.ts';
import { HEADER } from '../header.ts';
import { print } from '../python/layout.ts';
import { functionName } from '../python/names.ts';
import { dict, plain, statement } from '../python/syntax.ts';
import type { Tables } from '../python/table.ts';
import { externalNames } from './source.ts';

const SHARED_MODULE = `# ${HEADER}
"""What the declarative pipelines share: where they run, what they read, and what rules do.

A pipeline says where it runs in its configuration: \`lakewright.environment\` is the name of an
environment, \`lakewright.config_dir\` the folder of its files. An update gives tables of streams what
is new, and computes all others from all of their input; use either the pipeline or the batch job
for a table, not both. A rule that says "fail" makes the update fail. Limits on the number of
violations and rules over many rows need a look at all rows first: only batch runs check them.
"""

from collections.abc import Sequence
from functools import cache, reduce
from importlib import import_module
from operator import or_
from pathlib import Path

from databricks_utils import (
    AnyRule,
    ProjectConfig,
    ReferenceRule,
    Rule,
    Source,
    TableNames,
    TableStream,
    load_config,
    read_source,
    stream_source,
    table_stream,
)
from databricks_utils.declared_schemas import answer_schemas
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

@@EXTERNAL@@

# The module that declares the columns of a table.
@@MODULES@@


@cache
def config() -> ProjectConfig:
    """The configuration of the environment that the pipeline names."""
    settings = SparkSession.active().conf
    environment = settings.get("lakewright.environment", None)
    folder = settings.get("lakewright.config_dir", None)
    return load_config(environment, Path(folder) if folder else None)


@cache
def names() -> TableNames:
    """The physical names of tables."""
    return TableNames(config(), EXTERNAL)


@cache
def _references() -> dict[str, str]:
    return {names().resolve(reference): reference for reference in MODULES}


def declared(name: str) -> T.StructType | None:
    """The columns of the table with a physical name, None for one that is no dataset."""
    reference = _references().get(name)
    if reference is None:
        return None
    schema = import_module(MODULES[reference]).SCHEMA
    return schema if isinstance(schema, T.StructType) else None


answer_schemas(SparkSession.active(), declared)


def read(reference: str) -> DataFrame:
    """The table \`layer.table\`."""
    return SparkSession.active().read.table(names().resolve(reference))


def read_stream(
    reference: str, *, skip_change_commits: bool = False, change_feed: bool = False
) -> DataFrame:
    """The table \`layer.table\` as a stream of the rows that are added to it."""
    source = TableStream(reference, skip_change_commits, change_feed)
    return table_stream(SparkSession.active(), source, names())


def landing(source: Source, schema: T.StructType) -> DataFrame:
    """Files, messages or rows of another database, with the columns of a schema."""
    where = config()
    return read_source(
        SparkSession.active(), source, schema, where.storage_root, environment=where.environment
    )


def landing_stream(source: Source, schema: T.StructType) -> DataFrame:
    """Files or messages as they arrive, with the columns of a schema."""
    where = config()
    return stream_source(
        SparkSession.active(), source, schema, where.storage_root, environment=where.environment
    )


def kept(frame: DataFrame, rules: Sequence[AnyRule]) -> DataFrame:
    """The rows that rules keep; a row that violates a rule which says "fail" fails the query."""
    frame = frame.alias("row")
    for rule in _row_rules(rules):
        if rule.on_violation == "fail" and rule.fail_above is None:
            fails = F.raise_error(F.lit(f"[QualityError] a row violates the rule {rule.name}"))
            guard = F.when(_violated(rule), fails.cast("boolean")).otherwise(F.lit(True))
            frame = frame.where(guard)
    leaving = [_violated(r) for r in _row_rules(rules) if r.on_violation in ("drop", "quarantine")]
    return frame.where(~reduce(or_, leaving)) if leaving else frame


def quarantined(frame: DataFrame, rules: Sequence[AnyRule]) -> DataFrame:
    """The rows that rules set aside, with the names of the rules they violate."""
    row_rules = _row_rules(rules)
    leaving = [_violated(r) for r in row_rules if r.on_violation == "quarantine"]
    named = F.array_compact(F.array(*[F.when(_violated(r), F.lit(r.name)) for r in row_rules]))
    return frame.alias("row").where(reduce(or_, leaving)).withColumn("_violated_rules", named)


def _row_rules(rules: Sequence[AnyRule]) -> list[Rule | ReferenceRule]:
    return [rule for rule in rules if isinstance(rule, Rule | ReferenceRule)]


def _violated(rule: Rule | ReferenceRule) -> Column:
    return rule.violated(read(rule.to)) if isinstance(rule, ReferenceRule) else rule.violated()
`;
/** pipelines/declarative/_shared.py */
export const sharedModule = (tables: Tables): string => {
  const modules = tables.model.tables
    .filter((table) => table.kind !== 'external' && table.kind !== 'view' && table.body.kind !== 'unwritten')
    .map((table) => [table.key, plain(pythonString(`${tables.package(table)}.${functionName(table.module)}`))] as const);
  const texts = {
    EXTERNAL: statement('EXTERNAL: dict[str, str | dict[str, str]] = ', plain(dict(externalNames(tables.model.tables)))),
    MODULES: statement('MODULES: dict[str, str] = ', plain(dict(modules))),
  };
  return SHARED_MODULE.replace(/@@(EXTERNAL|MODULES)@@/g, (_, name: keyof typeof texts) => print(texts[name]));
};
