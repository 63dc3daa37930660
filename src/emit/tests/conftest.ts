import { HEADER } from '../header.ts';

/** tests/conftest.py: what all tests share. */
export const conftest = (): string => `# ${HEADER}
"""What all tests share: one Spark session, and rows of NULLs."""

from collections.abc import Callable

import pytest
from databricks_utils import spark_session
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

spark = pytest.fixture(scope="session", name="spark")(spark_session)


@pytest.fixture
def null_rows(spark: SparkSession) -> Callable[[T.StructType], DataFrame]:
    """Makes a frame with the columns of a schema and one row, in which every value is NULL."""

    def make(schema: T.StructType) -> DataFrame:
        nulls = [F.lit(None).cast(field.dataType).alias(field.name) for field in schema]
        return spark.range(1).select(*nulls)

    return make
`;
