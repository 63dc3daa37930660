"""The rooms of the package, and who may know whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import databricks_utils

PACKAGE = Path(databricks_utils.__file__).parent
ROOT = "databricks_utils"
# Each may import from the package's own modules without a room and from the rooms named here.
ROOMS = {
    "frames": set[str](),
    "sources": set[str](),
    "writes": set[str](),
    "bodies": set[str](),
    "rules": {"writes"},
    "runs": {"rules", "sources", "writes"},
}
# What people and commands begin with stands above the rooms; everything else without one is below.
ABOVE = {
    "__init__", "alert", "answers", "body_candidate", "body_review", "check", "data_quality",
    "declarative", "declared_schemas", "observability", "pytest_results", "read_schemas", "replay",
    "run", "show", "testing", "trial", "warm_up",
}  # fmt: skip


def imported(file: Path) -> Iterator[tuple[str, ...]]:
    """The modules of the package that a file imports when it runs, as the parts of their names."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    types_only = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in node.body
    }
    for node in ast.walk(tree):
        if node in types_only:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == ROOT:
            assert node.level == 0
            assert node.module is not None
            module = tuple(node.module.split(".")[1:])
            is_package = (PACKAGE.joinpath(*module)).is_dir()
            yield from ((*module, a.name) for a in node.names) if is_package else [module]


def test_every_room_imports_only_what_it_may() -> None:
    wrong = []
    for file in sorted(PACKAGE.rglob("*.py")):
        room = file.parent.name if file.parent != PACKAGE else None
        if room is None and file.stem in ABOVE:
            continue
        for module in imported(file):
            of = module[0] if module[0] in ROOMS else None
            allowed = set() if room is None else {*ROOMS[room], room}
            if (of is None and module[0] in ABOVE) or (of is not None and of not in allowed):
                wrong.append(f"{file.relative_to(PACKAGE)} imports {'.'.join(module)}")
    assert wrong == []


def test_every_folder_is_a_room_and_every_name_above_them_is_a_module() -> None:
    folders = {f.name for f in PACKAGE.iterdir() if f.is_dir() and f.name != "__pycache__"}
    assert folders == set(ROOMS)
    assert all((PACKAGE / f"{name}.py").exists() for name in ABOVE)
