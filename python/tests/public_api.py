"""Describes the public API of the package: signatures for a snapshot, and the reference page.

`python tests/public_api.py` prints the page; with `write` it writes the snapshot public_api.txt.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from databricks_utils import alert
from databricks_utils.runs import entry

HERE = Path(__file__).parent
SNAPSHOT = HERE / "public_api.txt"
ROOT = "databricks_utils"
_STARS = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}
# What pipelines, tests of projects and people import from; all else is internal.
MODULES = [
    "", "config", "catalog", "errors", "logging", "data_quality", "observability", "replay",
    "declarative",
]  # fmt: skip
CHANGE = """the public API of databricks_utils is not that of tests/public_api.txt

Code in projects relies on it. What is removed or changed needs a higher version in pyproject.toml
(the second number while the first is 0) and a migration note in CHANGELOG.md; what is added needs a
line there. Then write the snapshot and the reference:
    python tests/public_api.py write && npm run docs"""


def version() -> str:
    """The version in pyproject.toml."""
    text = (HERE.parent / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "(.+)"$', text, re.MULTILINE)
    assert found is not None
    return found[1]


def modules() -> Iterator[tuple[str, ModuleType, list[str]]]:
    """The public modules with their public names, sorted."""
    for short in MODULES:
        name = f"{ROOT}.{short}" if short else ROOT
        module = importlib.import_module(name)
        own = [
            key
            for key, value in vars(module).items()
            if not key.startswith("_") and getattr(value, "__module__", None) == name
        ]
        yield name, module, sorted(getattr(module, "__all__", own), key=str.lower)


def snapshot() -> list[str]:
    """One line for each signature, attribute and option that code outside may rely on."""
    lines: list[str] = []
    seen: set[int] = set()
    for name, module, names in modules():
        for key in names:
            value = getattr(module, key)
            lines.append(f"{name}.{key}")
            if id(value) not in seen and (inspect.isclass(value) or inspect.isfunction(value)):
                seen.add(id(value))
                lines += [f"  {line}" for line, _ in described(key, value)]
    for program, parser in (("run_pipelines", entry._parser()), ("alert", alert._parser())):
        lines += [f"{program} {option}" for option in options(parser)]
    return lines


def options(parser: argparse.ArgumentParser) -> list[str]:
    """The options that a parser takes."""
    return sorted(o for action in parser._actions for o in action.option_strings if o[1] == "-")


def described(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Signatures of a function, or of a class and its members, each with its documentation."""
    if not inspect.isclass(value):
        yield f"{name}{signature(value)}", doc(value)
        return
    if issubclass(value, BaseModel):
        yield f"class {name}{fields(value)}", doc(value)
    elif getattr(value, "_is_protocol", False):
        yield f"class {name}", doc(value)
    else:
        yield f"class {name}{signature(value)}", doc(value)
    for key, member in sorted(members(value).items()):
        if isinstance(member, property):
            annotation = inspect.signature(member.fget).return_annotation if member.fget else ""
            yield f"{name}.{key}: {annotation}", doc(member)
        else:
            plain = getattr(member, "__func__", member)
            yield (
                f"{name}.{key}{signature(plain, skip=plain is not member)}",
                doc(getattr(value, key)),
            )


def members(value: type) -> dict[str, Any]:
    """Public methods and properties of a class, those of the package's bases included."""
    found: dict[str, Any] = {}
    for base in reversed(value.__mro__):
        if base.__module__.startswith(ROOT):
            for key, member in vars(base).items():
                is_member = isinstance(member, (property, classmethod, staticmethod))
                if not key.startswith("_") and (is_member or inspect.isfunction(member)):
                    found[key] = member
    return found


def doc(value: Any) -> str:
    """The documentation of a value; none where Python made it up or a builtin base has it."""
    text = inspect.getdoc(value) or ""
    made_up = inspect.isclass(value) and (
        (dataclasses.is_dataclass(value) and text.startswith(f"{value.__name__}("))
        or "__doc__" not in vars(value)
        or vars(value)["__doc__"] is None
    )
    return "" if made_up else text


def fields(model: type[BaseModel]) -> str:
    """The keys of a section of the configuration."""
    parts = [
        key if field.is_required() else f"{key} = {_default(field.default)}"
        for key, field in sorted(model.model_fields.items())
    ]
    return f"(*, {', '.join(parts)})"


def signature(value: Any, *, skip: bool = False) -> str:
    """Parameters with kinds, types and defaults; the same text on every Python."""
    found = inspect.signature(value)
    parts: list[str] = []
    star = False
    for index, parameter in enumerate(found.parameters.values()):
        if index == 0 and skip:
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        mark = _STARS.get(parameter.kind.name, "")
        star = star or mark == "*"
        text = f"{mark}{parameter.name}"
        if parameter.annotation is not parameter.empty:
            text += f": {parameter.annotation}"
        if parameter.default is not parameter.empty:
            text += f" = {_default(parameter.default)}"
        parts.append(text)
    returns = found.return_annotation
    after = "" if returns in (found.empty, None, "None") or inspect.isclass(value) else returns
    return f"({', '.join(parts)}){f' -> {after}' if after else ''}"


def _default(value: object) -> str:
    plain = (str, int, float, bool, type(None))
    return repr(value) if isinstance(value, plain) or value == () else "..."


def page() -> str:
    """The reference, in Markdown."""
    parts = [
        "# The runtime",
        "The Python package `databricks_utils`, which generated projects carry in "
        "`databricks/wheels/`. What is named here is its public API: it changes only with the "
        "version, see [its change log](../../python/CHANGELOG.md). Generated from the code by "
        "`npm run docs`; for how to use it, see [its README](../../python/README.md).",
    ]
    listed = list(modules())
    parts.append(" · ".join(f"[{n}](#{n.replace('.', '')})" for n, _, _ in listed))
    seen: set[int] = set()
    for name, module, names in listed:
        parts += [f"## {name}", _markdown((module.__doc__ or "").strip())]
        again: list[str] = []
        for key in names:
            value = getattr(module, key)
            if not (inspect.isclass(value) or inspect.isfunction(value)):
                again.append(f"`{key}`")
            elif id(value) in seen:
                again.append(f"[`{key}`](#{value.__name__.lower()})")
            else:
                seen.add(id(value))
                parts.append(f"### {key}")
                for line, text in described(key, value):
                    parts += [f"```python\n{line}\n```", _markdown(text)]
        if again:
            parts.append(f"Also here: {', '.join(again)}.")
    programs = (("run_pipelines", entry._parser()), ("databricks_utils.alert", alert._parser()))
    parts.append("## Command lines")
    for program, parser in programs:
        rows = [f"| `{'`, `'.join(a.option_strings)}` | {a.help} |" for a in parser._actions]
        parts += [f"`{program}` takes", "\n".join(["| option | |", "|---|---|", *rows])]
    return "\n\n".join(part for part in parts if part) + "\n"


def _markdown(text: str) -> str:
    """Documentation as Markdown: indented parts are examples."""
    return re.sub(
        r"(?m)(?:^ {4}.*\n?(?:\n(?= {4}))*)+",
        lambda found: f"```python\n{inspect.cleandoc(found[0]).rstrip()}\n```\n",
        text,
    ).rstrip()


def _parameters(line: str) -> list[str]:
    """The parts of a signature at the commas that stand in no brackets."""
    parts, depth = [""], 0
    for character in line:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 1:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _serves(old: str, new: str) -> bool:
    """Whether what calls the old signature can call the new one: options by name may be added."""
    if old == new:
        return True
    if "(*, " not in old or "(*, " not in new:
        return False
    before, now = ({p.removesuffix(")") for p in _parameters(line)} for line in (old, new))
    return before < now and all(" = " in added for added in now - before)


def write() -> None:
    """Writes the snapshot; refuses what breaks users under the same version."""
    before = SNAPSHOT.read_text(encoding="utf-8").splitlines() if SNAPSHOT.exists() else []
    lines = snapshot()
    gone = [line for line in before[1:] if not any(_serves(line, new) for new in lines)]
    if gone and before[0] == f"version {version()}":
        sys.exit("raise the version, because this is gone:\n" + "\n".join(gone))
    SNAPSHOT.write_text("\n".join([f"version {version()}", *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        write()
    else:
        sys.stdout.write(page())
