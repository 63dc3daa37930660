"""What code outside relies on stays as it is, is documented, and its examples run."""

from __future__ import annotations

import difflib
import importlib
import inspect
import logging
import re

import pytest
from pyspark.sql import SparkSession

from public_api import CHANGE, HERE, MODULES, ROOT, SNAPSHOT, described, modules, snapshot, version


def test_the_public_api_is_the_one_that_was_published() -> None:
    published = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    now = [f"version {version()}", *snapshot()]
    difference = difflib.unified_diff(published, now, "published", "now", lineterm="", n=0)
    if published != now:
        pytest.fail(CHANGE + "\n\n" + "\n".join(difference), pytrace=False)


def test_the_change_log_has_the_version() -> None:
    text = (HERE.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(version())}\b", text, re.MULTILINE)


def test_all_that_is_public_is_documented() -> None:
    lacking = []
    for name, module, names in modules():
        for key in names:
            value = getattr(module, key)
            if inspect.isclass(value) or inspect.isfunction(value):
                lacking += [f"{name}: {line}" for line, doc in described(key, value) if not doc]
    assert lacking == []


@pytest.mark.parametrize("module", [name for name in MODULES if name])
def test_the_example_of_a_module_runs(
    module: str, spark: SparkSession, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = importlib.import_module(f"{ROOT}.{module}").__doc__ or ""
    code = "\n".join(line[4:] for line in doc.splitlines() if line.startswith("    ") or not line)
    assert code.strip(), f"{module} has no example"
    monkeypatch.chdir(str(tmp_path))
    root = logging.getLogger(ROOT)
    for name, value in (("handlers", []), ("level", root.level), ("propagate", root.propagate)):
        monkeypatch.setattr(root, name, value)
    exec(compile(code, f"{module}'s example", "exec"), {"spark": spark})
