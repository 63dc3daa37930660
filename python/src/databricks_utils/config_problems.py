"""Turns pydantic's errors into problems a user can act on: file, key, cause, cure."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from databricks_utils.config import ConfigFile
from databricks_utils.errors import ConfigurationProblem
from databricks_utils.redact import shown_value
from databricks_utils.suggest import did_you_mean, list_names


def problems_of(
    error: ValidationError, origins: Mapping[tuple[str, ...], str], default_file: str
) -> list[ConfigurationProblem]:
    """One problem for each error, in the order of the keys.

    `origins` says which file or variable set a key; a missing key is asked for in `default_file`.
    """
    return [_problem(detail, origins, default_file) for detail in error.errors()]


def _problem(
    detail: ErrorDetails, origins: Mapping[tuple[str, ...], str], default_file: str
) -> ConfigurationProblem:
    path = tuple(str(part) for part in detail["loc"])
    key = ".".join(path)
    file = next(
        (origins[path[:n]] for n in range(len(path), 0, -1) if path[:n] in origins), default_file
    )
    value = shown_value(key, detail["input"])
    match detail["type"]:
        case "extra_forbidden":
            known = _keys_at(path[:-1])
            cause = f'the key "{path[-1]}" is unknown'
            cure = did_you_mean(path[-1], known, f"Keys here: {list_names(known)}.")
        case "missing":
            file = default_file
            cause, cure = "is missing", f"Add {key} to {default_file}, or to project.yaml."
        case "literal_error":
            expected = str(detail.get("ctx", {}).get("expected", "")).replace("'", "")
            options = expected.replace(" or ", ", ").split(", ")
            cause = f'must be one of {", ".join(options)}, not "{value}"'
            cure = did_you_mean(str(detail["input"]), options, "Choose one of them.")
        case "string_type":
            cause = f"must be a string, not {_kind(detail['input'])}"
            cure = (
                f'Write it in quotes: "{value}".'
                if _is_scalar(detail["input"])
                else "Give a string."
            )
        case "string_too_short":
            cause, cure = "must not be empty", "Give a name."
        case "dict_type" | "model_type" | "model_attributes_type":
            cause = f"must be a mapping of keys to values, not {_kind(detail['input'])}"
            cure = "Indent the keys below it."
        case _:
            cause, cure = detail["msg"].removeprefix("Value error, "), "Correct the value."
    return ConfigurationProblem(file=file, key=key, cause=cause, cure=cure)


def _keys_at(path: tuple[str, ...]) -> list[str]:
    model: type[BaseModel] = ConfigFile
    for part in path:
        field = model.model_fields.get(part)
        below = field.annotation if field else None
        if not (isinstance(below, type) and issubclass(below, BaseModel)):
            return []
        model = below
    return list(model.model_fields)


def _is_scalar(value: object) -> bool:
    return isinstance(value, int | float)


_KINDS: Mapping[type, str] = types.MappingProxyType(
    {bool: "true/false", int: "a number", float: "a number", list: "a list", dict: "a mapping"}
)


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    return _KINDS.get(typing.cast(type, type(value)), f"a {type(value).__name__}")
