"""What a pipeline is: steps, each of which makes one table or view."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyspark.sql import DataFrame
from pyspark.sql import types as T

from databricks_utils.catalog import ExternalName
from databricks_utils.errors import PipelineError
from databricks_utils.rules.declared import AnyRule
from databricks_utils.runs.streaming import OutputMode, TableStream
from databricks_utils.sources.increment import Increment
from databricks_utils.sources.jdbc import JdbcSource
from databricks_utils.sources.read import RESCUED_DATA, Source, streams
from databricks_utils.writes.strategies import (
    KEYED,
    Merge,
    Overwrite,
    ReplacePartitions,
    ReplaceWhere,
    Scd2,
    Write,
)

ViewSql = Callable[[Mapping[str, str]], str]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One table, `layer.table`, or one view.

    A table has `build`, a function from frames to a frame, called with the frames of `inputs` by
    their names and, if there is a `source`, with the frame read from it as `landing`; and `schema`,
    its columns. The tables of `streams` are passed as streams: what was added since the last
    run. `output_mode` is given if what it does with streams keeps state. The tables of `increments`
    are passed as the rows that are new by a column. `backfill_by` is the column by which an
    interval can be recomputed. `references` are the tables that its rules refer to. A view has
    `view_sql` instead, a function from physical names to a query.

    A run makes several tables at the same time, in one session. `exclusive` makes this one alone:
    its `build` may change the session, as functions written by people do that register temporary
    views or set options.
    """

    table: str
    build: Callable[..., DataFrame] | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    schema: T.StructType | None = None
    rules: Callable[[], Sequence[AnyRule]] | None = None
    references: Sequence[str] = ()
    write: Write = field(default_factory=Overwrite)
    source: Source | None = None
    streams: Mapping[str, str | TableStream] = field(default_factory=dict)
    output_mode: OutputMode | None = None
    increments: Mapping[str, Increment] = field(default_factory=dict)
    backfill_by: str | None = None
    view_sql: ViewSql | None = None
    exclusive: bool = False
    comment: str = ""
    cluster_by: Sequence[str] = ()
    partition_by: Sequence[str] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    allow_schema_changes: Sequence[str] = ()

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise PipelineError(
                f"the step {self.table} is declared wrongly: {'; '.join(problems)}",
                hint="Correct the step.",
            )

    @property
    def is_view(self) -> bool:
        """Whether the step makes a view."""
        return self.view_sql is not None

    @property
    def is_stream(self) -> bool:
        """Whether a run takes only what no earlier run took."""
        return bool(self.streams) or (self.source is not None and streams(self.source))

    @property
    def takes_increments(self) -> bool:
        """Whether a run takes what is new by a column, including some rows of earlier runs."""
        return bool(self.increments) or (
            isinstance(self.source, JdbcSource) and self.source.new_by is not None
        )

    @property
    def streamed(self) -> Mapping[str, TableStream]:
        """The tables whose rows are read as they are added, by parameter."""
        return {
            name: TableStream(table) if isinstance(table, str) else table
            for name, table in self.streams.items()
        }

    @property
    def table_schema(self) -> T.StructType:
        """The columns of the table, with `_rescued_data` if the source rescues bad values."""
        assert self.schema is not None
        if (
            self.source is None
            or not self.source.rescues
            or RESCUED_DATA in self.schema.fieldNames()
        ):
            return self.schema
        rescued = T.StructField(
            RESCUED_DATA, T.StringType(), metadata={"comment": "values that did not fit, as JSON"}
        )
        return T.StructType([*self.schema, rescued])

    def reads(self) -> tuple[str, ...]:
        """The tables the step reads, as `layer.table`."""
        if self.view_sql is None:
            streamed = [stream.table for stream in self.streamed.values()]
            streamed += [increment.table for increment in self.increments.values()]
            return tuple(dict.fromkeys([*self.inputs.values(), *streamed, *self.references]))
        recorder = _Recorder()
        self.view_sql(recorder)
        return tuple(dict.fromkeys([*self.inputs.values(), *recorder.seen]))


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """The steps of a layer, each after those that it reads.

    `external` maps references to external tables to their physical names, see `TableNames`.
    """

    layer: str
    steps: Sequence[Step]
    external: Mapping[str, ExternalName] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tables = [step.table for step in self.steps]
        repeated = sorted({table for table in tables if tables.count(table) > 1})
        if repeated:
            raise PipelineError(
                f"the pipeline {self.layer} makes {', '.join(repeated)} more than once",
                hint="Keep one step for each table.",
            )


class _Recorder(Mapping[str, str]):
    """Records the names a view's function asks for."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __getitem__(self, reference: str) -> str:
        self.seen.append(reference)
        return "`x`"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def rereads(write: Write) -> bool:
    """Whether rows that come again, without the others, change nothing."""
    return isinstance(write, KEYED) and not (isinstance(write, Scd2) and write.snapshots)


def _problems(step: Step) -> Iterator[str]:
    if step.view_sql is not None:
        if step.build is not None or step.source is not None or step.rules is not None:
            yield "a view has view_sql only, without build, source or rules"
        return
    if step.build is None:
        yield "it has neither build nor view_sql"
    if step.schema is None:
        yield "it has no schema"
        return
    if step.source is not None and "landing" in step.inputs:
        yield 'an input is called "landing", the name of the source\'s frame'
    if step.is_stream and isinstance(step.write, Overwrite | ReplaceWhere | ReplacePartitions):
        yield "it is a stream, whose new rows must not replace earlier ones"
    if step.takes_increments and not rereads(step.write):
        yield "it takes what is new by a column, and some rows again, which needs a write by keys"
    columns = {name.lower() for name in step.table_schema.fieldNames()}
    for option, names in (
        ("cluster_by", step.cluster_by),
        ("partition_by", step.partition_by),
        ("backfill_by", [] if step.backfill_by is None else [step.backfill_by]),
        *_write_columns(step.write),
    ):
        for name in names:
            if name.lower() not in columns:
                yield f'{option} names "{name}", which is not a column'


def _write_columns(write: Write) -> Iterator[tuple[str, Sequence[str]]]:
    if isinstance(write, KEYED):
        yield "keys", write.keys
    if isinstance(write, Merge | Scd2) and write.sequence_by is not None:
        yield "sequence_by", [write.sequence_by]
    if isinstance(write, Scd2):
        yield "ignore_changes_in", write.ignore_changes_in
