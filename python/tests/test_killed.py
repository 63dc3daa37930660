"""Runs that are killed at any moment and repeated give what one run alone gives."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from databricks_utils import CatalogConfig, Pipeline, ProjectConfig, TableNames
from databricks_utils.local_tables import register_tables
from databricks_utils.runs.engine import Engine, plan_run
from killed import BAD, Change, all_changes, changes_of, config_of, frame_of, progress_of, steps_of
from recorder import Recorder
from suite import LONG, SEED

KILLS = int(os.environ.get("LAKEWRIGHT_KILLS", "50"))
# Within so many seconds after a write has begun, or one has ended.
LONGEST = float(os.environ.get("LAKEWRIGHT_KILL_WITHIN", "4"))
ENDLESS = 1_000_000


class Victim:
    """The process, and what it has said."""

    def __init__(self, folder: Path, rounds: int) -> None:
        script = str(Path(__file__).with_name("killed.py"))
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, script, str(folder), str(SEED), str(rounds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self._more = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._more:
                self.said.append(line.strip())
                self._more.notify_all()
        with self._more:
            self._ended = True
            self._more.notify_all()

    def wait_for(self, lines: int) -> None:
        """Until it has said so much."""
        with self._more:
            said = self._more.wait_for(lambda: self._ended or len(self.said) >= lines, 400)
        assert said
        assert not self._ended, self.said

    def kill(self) -> None:
        """Python and Java at once, as a machine that loses power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(5)


@LONG
def test_fifty_kills_change_nothing(
    spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = random.Random(SEED)
    hit: dict[str, int] = {}
    for _ in range(KILLS):
        victim = Victim(tmp_path, ENDLESS)
        # Ready, tables that are at work, one that has ended, and so on.
        victim.wait_for(moments.randint(1, 6))
        time.sleep(moments.uniform(0, LONGEST))
        assert victim.process.poll() is None, victim.said
        victim.kill()
        assert victim.said[:1] == ["ready"], victim.said
        assert not [line for line in victim.said if line.startswith("failed")]
        hit[victim.said[-1]] = hit.get(victim.said[-1], 0) + 1
        with capsys.disabled():
            print(f"{sum(hit.values())} {victim.said[-1]}", end="; ", flush=True)
    rounds = progress_of(tmp_path)[0] + 1
    last = Victim(tmp_path, rounds)
    assert last.process.wait(400) == 0, last.said
    with capsys.disabled():
        print(f"\nseed {SEED}: {KILLS} kills in {rounds} rounds, by what was at work: {hit}")
    check(spark, tmp_path, rounds)


def check(spark: SparkSession, folder: Path, rounds: int) -> None:
    """Compares the tables with those of one run over all rounds."""
    config = config_of(folder)
    register_tables(spark, config.warehouse)
    whole = config.model_copy(update={"catalog": whole_catalog(config)})
    everything = all_changes(SEED, rounds)
    names, expected = TableNames(config), TableNames(whole)
    recorder = Recorder()
    steps = steps_of(lambda: frame_of(spark, everything))
    plan = plan_run([Pipeline(layer="all", steps=steps)])
    assert Engine(spark, whole, plan, recorder, run_id="whole").run() == "succeeded"
    last = sorted(changes_of(SEED, rounds - 1))
    for step in steps:
        found = rows_of(spark, names.resolve(step.table))
        if step.table == "a.overwritten":
            assert found == sorted(last, key=repr), step.table
        else:
            assert found == rows_of(spark, expected.resolve(step.table)), step.table
    bad = sorted(c for c in everything if c[2] == BAD)
    quarantine = spark.table(names.quarantine_address("a.appended").name)
    kept = quarantine.select("key", "at", "value").collect()
    assert sorted(tuple(row) for row in kept) == bad


def whole_catalog(config: ProjectConfig) -> CatalogConfig:
    return config.catalog.model_copy(update={"schema_prefix": "whole"})


def rows_of(spark: SparkSession, table: str) -> list[Change]:
    return sorted((tuple(row) for row in spark.table(table).collect()), key=repr)
