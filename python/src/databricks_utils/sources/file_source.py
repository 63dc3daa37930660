"""Which files a table is read from, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from pyspark.sql import types as T

from databricks_utils.errors import PipelineError
from databricks_utils.sources.bad_values import OnBadValue, OnNewColumns
from databricks_utils.suggest import did_you_mean

FileFormat = Literal["csv", "json", "xml", "parquet", "orc", "avro", "delta", "text", "binary"]
Read = Literal["all", "new"]


@dataclass(frozen=True)
class FileSource:
    """Files in one folder or at one path, relative to the storage root.

    `read="new"` takes only files that no run has read yet. `columns` maps a column to its name in
    the files, where that differs; `metadata` maps one to a property of its file, `file_path`,
    `file_name`, `file_size` or `file_modification_time`. `on_bad_value` says what becomes of a
    value that does not fit its column's type, and of a row that has too many or too few: "fail"
    stops the query, "null" makes it NULL, "rescue" also keeps it in the column `_rescued_data`, as
    JSON; "quarantine" is "rescue", with a rule that sets such rows aside. Columns of CSV files are
    found by name in the header; without a header, by position. `schema` types the frame if the
    table's columns do not.
    """

    path: str
    format: FileFormat
    header: bool = True
    separator: str = ","
    null_values: Sequence[str] = ()
    on_bad_value: OnBadValue = "fail"
    multi_line: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    schema: T.StructType | None = None
    read: Read = "all"
    quote: str = '"'
    escape: str = '"'
    encoding: str = "UTF-8"
    date_formats: Sequence[str] = ()
    timestamp_formats: Sequence[str] = ()
    on_new_columns: OnNewColumns = "ignore"
    row_tag: str = "row"
    pattern: str | None = None
    recursive: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for option, value, known in (
            ("format", self.format, get_args(FileFormat)),
            ("on_bad_value", self.on_bad_value, get_args(OnBadValue)),
            ("on_new_columns", self.on_new_columns, get_args(OnNewColumns)),
            ("read", self.read, get_args(Read)),
        ):
            if value not in known:
                raise PipelineError(
                    f'the source {self.path} has {option}="{value}"',
                    hint=did_you_mean(str(value), known, f"Known values: {', '.join(known)}."),
                )

    @property
    def rescues(self) -> bool:
        """Whether the table has the column `_rescued_data`."""
        return self.on_bad_value in ("rescue", "quarantine") or self.on_new_columns == "rescue"

    @property
    def label(self) -> str:
        """What to call the files in a message."""
        return self.path
