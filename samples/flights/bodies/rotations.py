"""silver.rotations: when each plane left, and how long until the same plane left New York again."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F


def rotations(flights: DataFrame) -> DataFrame:
    """One row per departure of a known plane.

    In: `silver.flights`. Out: the columns of `silver.rotations`; flights that never left, and
    flights without a tail number, are not in it. `minutes_until_next` is NULL for a plane's last
    departure of the year.
    """
    plane = Window.partitionBy("tailnum").orderBy("departed_at")
    return (
        flights.where(F.col("dep_delay").isNotNull() & F.col("tailnum").isNotNull())
        .withColumn(
            "departed_at",
            F.timestamp_add("MINUTE", F.col("minute") + F.col("dep_delay"), F.col("time_hour")),
        )
        .withColumn(
            "minutes_until_next",
            F.timestamp_diff("MINUTE", F.col("departed_at"), F.lead("departed_at").over(plane)),
        )
        .select(
            "tailnum",
            "departed_at",
            "minutes_until_next",
            "carrier",
            "flight",
            "time_hour",
            "year",
            "air_time",
            "arr_delay",
            "late",
        )
    )
