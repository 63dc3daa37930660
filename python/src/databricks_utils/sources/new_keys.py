"""Keys of JSON and elements of XML that a table does not declare; only the files show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from databricks_utils.errors import SPARK_ERRORS, SourceError
from databricks_utils.sources.bad_values import RESCUED_DATA

_CASE = "spark.sql.caseSensitive"


def undeclared_keys(
    spark: SparkSession,
    kind: str,
    options: Mapping[str, str],
    path: str,
    declared: Collection[str],
    label: str,
) -> Sequence[str]:
    """Those on the first level, as the files spell them; reads all files once.

    None where there is no file. Raises SourceError for those that differ from each other, or from a
    declared one, only in case: they would be one column, and values would be lost.
    """
    lenient = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": RESCUED_DATA}
    try:
        reader = _case_sensitive(spark).read.format(kind)
        found = reader.options(**{**options, **lenient}).load(path).columns
    except AnalysisException as error:
        if error.getCondition() in ("UNABLE_TO_INFER_SCHEMA", "PATH_NOT_FOUND"):
            return []
        raise
    new = [name for name in found if name not in declared and name != RESCUED_DATA]
    spelling = {name.lower(): name for name in declared}
    for name in new:
        other = spelling.setdefault(name.lower(), name)
        if other != name:
            raise SourceError(
                f'the files of {label} have both "{name}" and "{other}"',
                hint="Give it one spelling, or give the files' spelling in the source.",
            )
    return new


def _case_sensitive(spark: SparkSession) -> SparkSession:
    """A copy of the session, which treats names that differ only in case as different.

    Other tables are made in the session itself meanwhile. Serverless compute has few settings, and
    Spark Connect before 4.1 makes no copies: there such names are one, as everywhere in Spark.
    """
    try:
        copy = _copy(spark)
        copy.conf.set(_CASE, "true")
    except (AttributeError, *SPARK_ERRORS):
        return spark
    return copy


def _copy(spark: SparkSession) -> SparkSession:
    clone = getattr(spark, "cloneSession", None)  # of Spark Connect
    if clone is not None:
        return cast(SparkSession, clone())
    return SparkSession(spark.sparkContext, spark._jsparkSession.cloneSession())
