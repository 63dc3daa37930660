import type { Model } from '../../src/model/model.ts';
import { modelOf } from './support.ts';

/** Four tables as lakewright writes them: `silver.doubled` fails on a `5`, `gold.total` reads it, `gold.names` does not. */
export const SPARK_MODEL: Model = modelOf([
  { key: 'bronze.numbers', body: { kind: 'files', source: { path: 'landing/numbers', format: 'csv', onBadValue: 'fail', header: true } } },
  { key: 'silver.doubled', reads: ['bronze.numbers'], at: { file: '.projenrc.ts', line: 12, column: 3 } },
  { key: 'gold.total', reads: ['silver.doubled'] },
  { key: 'gold.names', reads: ['bronze.numbers'] },
]);

export const SPARK_PROJECT: Readonly<Record<string, string>> = {
  'config/project.yaml': 'catalog:\n  name: ops\n  schema_prefix: shop\n',
  'config/local.yaml': 'environment_type: local\nspark:\n  app_name: shop\n  master: local[2]\n',
  'landing/numbers/numbers.csv': 'n,name\n1,one\n2,two\n3,\n',
  'src/shop/__init__.py': '',
  'src/shop/tables.py': `from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

NUMBERS = T.StructType([T.StructField("n", T.IntegerType()), T.StructField("name", T.StringType())])
DOUBLED = T.StructType([T.StructField("n", T.IntegerType()), T.StructField("name", T.StringType())])
TOTAL = T.StructType([T.StructField("total", T.LongType())])
NAMES = T.StructType([T.StructField("names", T.LongType())])


def numbers(landing: DataFrame) -> DataFrame:
    return landing


def doubled(numbers: DataFrame) -> DataFrame:
    print("user code may print to standard output")
    guarded = F.when(F.col("n") == 5, F.raise_error(F.lit("five is not allowed")).cast("int"))
    return numbers.select(guarded.otherwise(F.col("n") * 2).alias("n"), "name")


def total(doubled: DataFrame) -> DataFrame:
    return doubled.agg(F.sum("n").alias("total"))


def names(numbers: DataFrame) -> DataFrame:
    return numbers.agg(F.count("name").alias("names"))
`,
  'pipelines/__init__.py': '',
  'pipelines/bronze.py': `from databricks_utils import FileSource, Overwrite, Pipeline, Step
from shop import tables

PIPELINE = Pipeline(
    layer="bronze",
    steps=[
        Step(
            table="bronze.numbers",
            source=FileSource("landing/numbers", format="csv", header=True),
            build=tables.numbers,
            schema=tables.NUMBERS,
            write=Overwrite(),
        ),
    ],
)
`,
  'pipelines/silver.py': `from databricks_utils import Overwrite, Pipeline, Rule, Step
from pyspark.sql import functions as F
from shop import tables


def rules() -> list[Rule]:
    return [Rule("has_name", F.col("name").isNotNull(), on_violation="quarantine")]


PIPELINE = Pipeline(
    layer="silver",
    steps=[
        Step(
            table="silver.doubled",
            build=tables.doubled,
            inputs={"numbers": "bronze.numbers"},
            schema=tables.DOUBLED,
            rules=rules,
            write=Overwrite(),
        ),
    ],
)
`,
  'pipelines/gold.py': `from databricks_utils import Overwrite, Pipeline, Step
from shop import tables

PIPELINE = Pipeline(
    layer="gold",
    steps=[
        Step(
            table="gold.total",
            build=tables.total,
            inputs={"doubled": "silver.doubled"},
            schema=tables.TOTAL,
            write=Overwrite(),
        ),
        Step(
            table="gold.names",
            build=tables.names,
            inputs={"numbers": "bronze.numbers"},
            schema=tables.NAMES,
            write=Overwrite(),
        ),
    ],
)
`,
};
