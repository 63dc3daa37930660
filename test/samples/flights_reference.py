"""Reference figures for the flights sample: plain DuckDB SQL over the landed CSV files, no code of the project.

    python questions.py <landing folder> [--json]

Three parts, each a function: `rules` (violations of every rule), `tables` (rows in, kept, quarantined, dropped),
`questions` (what a person would ask). A row passes a rule only where the condition is TRUE, or NULL with nulls='pass'.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

SOURCES = ("airlines", "airports", "flights", "planes", "weather")


class RowRule(NamedTuple):
    table: str
    name: str
    condition: str
    on_violation: str
    nulls: str = "violate"


class Unique(NamedTuple):
    table: str
    name: str
    columns: str
    on_violation: str = "fail"


def clock(column: str) -> str:
    """Minutes since midnight of a clock reading such as 1745."""
    return f"({column} // 100 * 60 + {column} % 100)"


REGISTRATION = "^N[1-9]([0-9]{0,4}|[0-9]{0,3}[A-HJ-NP-Z]|[0-9]{0,2}[A-HJ-NP-Z]{2})$"

ROW_RULES = [
    RowRule("bronze.flights_raw", "clocks_agree",
            f"({clock('dep_time')} - {clock('sched_dep_time')} - dep_delay) % 1440 = 0", "fail", "pass"),
    RowRule("bronze.flights_raw", "midnight_is_zero", "dep_time < 2400 and arr_time < 2400", "warn", "pass"),
    RowRule("bronze.flights_raw", "tail_is_a_registration",
            f"regexp_matches(tailnum, '{REGISTRATION}')", "warn", "pass"),
    RowRule("silver.airports", "on_this_side_of_the_world",
            "lat between 18 and 72 and (lon <= -60 or lon >= 170)", "quarantine"),
    RowRule("silver.airports", "is_one_airport", "name <> 'All Airports'", "drop"),
    RowRule("silver.airports", "time_zone_known", "tzone is not null", "warn"),
    RowRule("silver.airports", "no_summer_time_where_there_is_none",
            "not (tzone in ('America/Phoenix', 'Pacific/Honolulu')) or dst = 'N'", "warn", "pass"),
    RowRule("silver.planes", "is_an_airliner", "seats >= 20", "quarantine"),
    RowRule("silver.planes", "built_after_its_design",
            "not starts_with(model, '737') or built >= 1967", "quarantine", "pass"),
    RowRule("silver.planes", "engines_fit_the_model", "not starts_with(model, 'A330') or engines = 2", "warn"),
    RowRule("silver.planes", "year_known", "built is not null", "warn"),
    RowRule("silver.weather", "wind_possible", "wind_speed <= 150", "quarantine", "pass"),
    RowRule("silver.weather", "no_temperature_spike", "temp_spike <= 20", "quarantine", "pass"),
    RowRule("silver.weather", "pressure_known", "pressure is not null", "warn"),
    RowRule("silver.flights", "speed_possible", "distance / air_time * 60 <= 600", "quarantine", "pass"),
    RowRule("silver.flights", "goes_somewhere", "distance >= 50", "drop"),
    RowRule("silver.flights", "destination_known", "dest_name is not null", "warn"),
    RowRule("silver.flights", "delay_under_half_a_day", "dep_delay <= 720", "warn", "pass"),
    RowRule("silver.rotations", "plane_was_free", "minutes_until_next >= air_time", "quarantine", "pass"),
    RowRule("gold.airline_punctuality", "shares_are_shares",
            "late_share between 0 and 1 and cancelled_share between 0 and 1", "fail"),
]

UNIQUE_RULES = [
    Unique("bronze.flights_raw", "one_departure", "carrier, flight, time_hour"),
    Unique("bronze.weather_raw", "one_per_clock_hour", "origin, year, month, day, hour", "warn"),
    Unique("silver.planes", "one_per_tail", "tailnum"),
    Unique("silver.weather", "one_per_hour", "origin, time_hour"),
]

# Each entry is what the table's query gives, before its rules. A later one reads what the rules kept of an earlier one.
QUERIES = {
    **{f"bronze.{source}_raw": f"select * from landed.{source}" for source in SOURCES},
    "silver.airports": "select * from bronze.airports_raw",
    "silver.planes": """
        select tailnum, year as built, model, engines, seats,
               case when starts_with(manufacturer, 'AIRBUS') then 'AIRBUS'
                    when starts_with(manufacturer, 'MCDONNELL DOUGLAS') then 'MCDONNELL DOUGLAS'
                    else manufacturer end as manufacturer
        from bronze.planes_raw""",
    "silver.weather": """
        select *, case when before < after then before else after end as temp_spike
        from (select *, abs(temp - lag(temp) over hours) as before, abs(temp - lead(temp) over hours) as after
              from bronze.weather_raw window hours as (partition by origin order by time_hour))""",
    "silver.flights": """
        select f.* exclude (day), make_date(f.year, f.month, f.day) as flight_date,
               coalesce(l.name, f.carrier) as airline, a.name as dest_name, arr_delay >= 15 as late,
               case when dep_time is null then 'cancelled' when arr_delay is null then 'diverted' else 'flown' end
                 as status
        from bronze.flights_raw f left join bronze.airlines_raw l using (carrier)
             left join silver.airports a on a.faa = f.dest""",
    "silver.routes": """
        select origin, dest, distance from silver.flights
        qualify row_number() over (partition by origin, dest order by time_hour desc, distance) = 1""",
    "silver.rotations": """
        select *, date_diff('minute', departed_at,
                            lead(departed_at) over (partition by tailnum order by departed_at)) as minutes_until_next
        from (select *, time_hour + to_minutes(minute + dep_delay) as departed_at
              from silver.flights where dep_delay is not null and tailnum is not null)""",
    "gold.airline_punctuality": """
        select carrier, airline, count(*) as flights, count(arr_delay) as arrived, count_if(late) as late,
               count_if(status = 'cancelled') as cancelled, count_if(late) / count(arr_delay) as late_share,
               count_if(status = 'cancelled') / count(*) as cancelled_share, avg(arr_delay) as avg_arr_delay
        from silver.flights group by carrier, airline""",
    "gold.departure_hours": """
        select hour, count(*) as flights, count(arr_delay) as arrived, count_if(late) as late,
               count_if(late) / nullif(count(arr_delay), 0) as late_share, avg(dep_delay) as avg_dep_delay,
               count_if(status = 'cancelled') / count(*) as cancelled_share
        from silver.flights group by hour""",
    "gold.daily": """
        select flight_date, count(*) as flights, count_if(late) as late,
               count_if(status = 'cancelled') as cancelled from silver.flights group by flight_date""",
    "gold.wind": """
        select case when wind_speed < 10 then 0 when wind_speed < 20 then 10 when wind_speed < 30 then 20 else 30 end
                 as wind_from,
               count(*) as flights, count(arr_delay) as arrived, count_if(late) as late,
               count_if(status = 'cancelled') as cancelled, count_if(late) / count(arr_delay) as late_share,
               count_if(status = 'cancelled') / count(*) as cancelled_share, avg(dep_delay) as avg_dep_delay
        from silver.flights join silver.weather using (origin, time_hour)
        where wind_speed is not null group by wind_from""",
    "gold.airport_months": """
        select origin, month, count(*) as hours, avg(wind_speed) as avg_wind, max(wind_speed) as max_wind,
               min(temp) as coldest, sum(precip) as rain from silver.weather group by origin, month""",
    "gold.plane_age": """
        select carrier, case when age < 10 then 0 when age < 20 then 10 else 20 end as age_from,
               count(*) as flights, count(distinct tailnum) as planes, count(arr_delay) as arrived,
               count_if(late) as late, count_if(late) / count(arr_delay) as late_share,
               avg(arr_delay) as avg_arr_delay
        from (select r.*, r.year - p.built as age from silver.rotations r join silver.planes p using (tailnum)
              where p.built is not null)
        group by carrier, age_from""",
    "gold.unlisted_planes": f"""
        select carrier, airline, count(*) as flights, count(distinct tailnum) as tails,
               count_if(not regexp_matches(tailnum, '{REGISTRATION}')) as not_a_registration
        from silver.flights f where tailnum is not null
             and not exists (select 1 from silver.planes p where p.tailnum = f.tailnum)
        group by carrier, airline""",
}


def connect(landing: Path) -> duckdb.DuckDBPyConnection:
    """A database with every table as the rules leave it; `asked.<layer>_<table>` is the one before its rules."""
    con = duckdb.connect()
    con.execute("set timezone = 'UTC'")
    con.execute("set threads = 1")
    for schema in ("landed", "asked", "bronze", "silver", "gold"):
        con.execute(f"create schema {schema}")
    for source in SOURCES:
        file = landing / source / f"{source}.csv"
        con.execute(f"create table landed.{source} as select * from read_csv('{file}', header = true, nullstr = 'NA')")
    for table, query in QUERIES.items():
        before = before_rules(table)
        con.execute(f"create table {before} as {query}")
        lost = " or ".join(f"({violates(rule)})" for rule in ROW_RULES
                           if rule.table == table and rule.on_violation in ("quarantine", "drop"))
        con.execute(f"create table {table} as select * from {before} where not ({lost or 'false'})")
    return con


def before_rules(table: str) -> str:
    return "asked." + table.replace(".", "_")


def violates(rule: RowRule) -> str:
    return f"not coalesce({rule.condition}, {str(rule.nulls == 'pass').lower()})"


def one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = con.execute(query).fetchone()
    assert row is not None
    return row


def rules(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    result: dict[str, dict[str, Any]] = {}
    for rule in ROW_RULES:
        total, bad, null = one(con, f"""
            select count(*), count(*) filter (where {violates(rule)}),
                   count(*) filter (where ({rule.condition}) is null)
            from {before_rules(rule.table)}""")
        result[f"{rule.table}.{rule.name}"] = {
            "on_violation": rule.on_violation, "nulls": rule.nulls, "rows": total, "violations": bad,
            "null_conditions": null, "false_conditions": bad - (null if rule.nulls == "violate" else 0)}
    for unique in UNIQUE_RULES:
        keys = " and ".join(f"{column} is not null" for column in unique.columns.split(", "))
        groups, rows = one(con, f"""
            select count(*), coalesce(sum(n), 0)::bigint from (
              select count(*) as n from {before_rules(unique.table)} where {keys}
              group by {unique.columns} having count(*) > 1)""")
        result[f"{unique.table}.{unique.name}"] = {
            "on_violation": unique.on_violation, "columns": unique.columns, "duplicated_keys": groups,
            "rows_with_duplicated_keys": rows, "rows_too_many": rows - groups}
    return result


def tables(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    result: dict[str, dict[str, int]] = {}
    for table in QUERIES:
        conditions = {
            action: " or ".join(f"({violates(rule)})" for rule in ROW_RULES
                                if rule.table == table and rule.on_violation == action) or "false"
            for action in ("quarantine", "drop")}
        came, quarantined, dropped = one(con, f"""
            select count(*), count(*) filter (where {conditions['quarantine']}),
                   count(*) filter (where ({conditions['drop']}) and not ({conditions['quarantine']}))
            from {before_rules(table)}""")
        (kept,) = one(con, f"select count(*) from {table}")
        assert came == kept + quarantined + dropped
        result[table] = {"in": came, "kept": kept, "quarantined": quarantined, "dropped": dropped}
    return result


QUESTIONS = {
    "Which airline is late most often, among those with at least 1,000 flights?": """
        select airline, flights, arrived, late, round(100 * late_share, 2) as late_percent,
               round(avg_arr_delay, 2) as avg_arr_delay
        from gold.airline_punctuality where flights >= 1000 order by late_share desc""",
    "Which hour of departure should one avoid?": """
        select hour, flights, arrived, late, round(100 * late_share, 2) as late_percent,
               round(avg_dep_delay, 2) as avg_dep_delay, round(100 * cancelled_share, 2) as cancelled_percent
        from gold.departure_hours order by late_share desc nulls last""",
    "Does wind delay flights?": """
        select wind_from, flights, arrived, late, cancelled, round(100 * late_share, 2) as late_percent,
               round(100 * cancelled_share, 2) as cancelled_percent, round(avg_dep_delay, 2) as avg_dep_delay
        from gold.wind order by wind_from""",
    "Are older planes late more often?": """
        select age_from, sum(flights)::bigint as flights, sum(arrived)::bigint as arrived, sum(late)::bigint as late,
               round(100 * sum(late) / sum(arrived), 2) as late_percent
        from gold.plane_age group by age_from order by age_from""",
    "And within one airline, where both ages fly at least 5,000 times?": """
        select p.airline, age, a.flights, a.arrived, a.late, round(100 * a.late / a.arrived, 2) as late_percent
        from (
          select carrier, case when age_from = 20 then '20 and more' else 'under 20' end as age,
                 sum(flights)::bigint as flights, sum(arrived)::bigint as arrived, sum(late)::bigint as late
          from gold.plane_age group by carrier, age) a
        join gold.airline_punctuality p using (carrier)
        qualify min(a.flights) over (partition by carrier) >= 5000 and count(*) over (partition by carrier) = 2
        order by airline, age desc""",
    "Which flights have a plane nobody can look up?": """
        select airline, flights, tails, not_a_registration from gold.unlisted_planes order by flights desc""",
    "Which airport is windiest, and when?": """
        select origin, month, hours, round(avg_wind, 2) as avg_wind, round(max_wind, 2) as max_wind, coldest
        from gold.airport_months order by avg_wind desc limit 5""",
    "The totals a dashboard shows": """
        select sum(flights)::bigint as flights, sum(arrived)::bigint as arrived, sum(late)::bigint as late,
               sum(cancelled)::bigint as cancelled, round(100 * sum(late) / sum(arrived), 2) as late_percent
        from gold.airline_punctuality""",
    "The worst day": """
        select flight_date::varchar as flight_date, flights, late, cancelled from gold.daily
        order by late desc limit 3""",
}


def questions(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    result: dict[str, list[dict[str, Any]]] = {}
    for question, query in QUESTIONS.items():
        cursor = con.execute(query)
        names = [column[0] for column in cursor.description or ()]
        result[question] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return result


def main(arguments: list[str]) -> int:
    con = connect(Path(arguments[0]))
    figures: dict[str, dict[str, Any]] = {"tables": tables(con), "rules": rules(con), "questions": questions(con)}
    if "--json" in arguments:
        print(json.dumps(figures, indent=2, default=str))
        return 0
    for part, entries in figures.items():
        print(f"\n== {part}")
        for name, entry in entries.items():
            print(name, *(entry if isinstance(entry, list) else [entry]), sep="\n   ")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
