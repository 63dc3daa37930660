"""Reads config/project.yaml and config/<environment>.yaml into a `ProjectConfig`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from databricks_utils.config import ConfigFile, ProjectConfig
from databricks_utils.config_problems import problems_of
from databricks_utils.environment import detect_environment, environment_origin
from databricks_utils.errors import ConfigurationError, ConfigurationProblem
from databricks_utils.suggest import did_you_mean, list_names

COMMON = "project"
OVERRIDE_PREFIX = "LAKEWRIGHT__"
DIRECTORY_VARIABLE = "LAKEWRIGHT_CONFIG_DIR"

Tree = dict[str, Any]
Origins = dict[tuple[str, ...], str]


def load_config(environment: str | None = None, directory: Path | None = None) -> ProjectConfig:
    """The configuration of an environment.

    `directory` holds the files; by default LAKEWRIGHT_CONFIG_DIR, else the nearest `config` folder
    from the working directory upwards. Later wins: project.yaml, <environment>.yaml, variables
    such as LAKEWRIGHT__SPARK__MASTER=local[4] (values are YAML scalars). Raises one
    ConfigurationError with every problem found.
    """
    folder = _directory(directory)
    name = detect_environment(environment)
    origin = environment_origin(environment)
    problems: list[ConfigurationProblem] = []
    known = sorted(p.stem for p in folder.glob("*.yaml") if p.stem != COMMON)
    if name not in known:
        problems.append(
            ConfigurationProblem(
                file=str(folder),
                key="",
                cause=f'there is no environment "{name}"' + (f" (from {origin})" if origin else ""),
                cure=did_you_mean(
                    name, known, f"Environments here: {list_names(known) or 'none'}."
                ),
            )
        )
        raise ConfigurationError(problems)

    tree: Tree = {}
    origins: Origins = {}
    for file in (folder / f"{COMMON}.yaml", folder / f"{name}.yaml"):
        if file.stem == name or file.exists():
            _merge(tree, _read(file, problems), file.name, origins)
    for key, value, variable in _overrides(os.environ):
        _set(tree, key, value, variable, origins, problems)
    if problems:
        raise ConfigurationError(problems)

    try:
        ConfigFile.model_validate(tree)
    except ValidationError as error:
        raise ConfigurationError(problems_of(error, origins, f"{name}.yaml")) from None
    return ProjectConfig.model_validate(
        {
            **tree,
            "environment": name,
            "project_directory": folder.parent,
            "foreign_catalogs": _catalogs_of(folder, [one for one in known if one != name]),
        }
    )


def _catalogs_of(folder: Path, environments: Sequence[str]) -> dict[str, str]:
    """The catalogs that environments have, each with its environment.

    A mistake in the files of another environment does not concern this one: what cannot be read is
    left out.
    """
    catalogs: dict[str, str] = {}
    for environment in environments:
        tree: Tree = {}
        for file in (folder / f"{COMMON}.yaml", folder / f"{environment}.yaml"):
            if file.exists():
                _merge(tree, _read(file, []), file.name, {})
        section = tree.get("catalog")
        settings = section if isinstance(section, dict) else {}
        layers = settings.get("layers")
        for catalog in [
            settings.get("name"),
            *(layers.values() if isinstance(layers, dict) else ()),
        ]:
            if isinstance(catalog, str) and catalog:
                catalogs.setdefault(f"{environment}_{catalog}".lower(), environment)
    return catalogs


def _directory(given: Path | None) -> Path:
    variable = os.environ.get(DIRECTORY_VARIABLE)
    if given is not None or variable:
        folder = Path(given if given is not None else str(variable)).resolve()
        if folder.is_dir():
            return folder
        looked = str(folder)
    else:
        here = Path.cwd()
        for parent in (here, *here.parents):
            if any((parent / "config").glob("*.yaml")):
                return parent / "config"
        looked = str(here / "config")
    raise ConfigurationError(
        [
            ConfigurationProblem(
                file=looked,
                key="",
                cause="there is no folder with configuration files",
                cure=f"Run inside the project, pass --config-dir, or set {DIRECTORY_VARIABLE}.",
            )
        ]
    )


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML that refuses a key given twice: PyYAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str | int | float | bool | None):
                if key in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f'the key "{key}" is given twice', key_node.start_mark
                    )
                seen.add(key)
        return super().construct_mapping(node, deep)


def _read(file: Path, problems: list[ConfigurationProblem]) -> Tree:
    def problem(cause: str, cure: str) -> Tree:
        problems.append(ConfigurationProblem(file=file.name, key="", cause=cause, cure=cure))
        return {}

    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
    except UnicodeDecodeError:
        return problem("is not UTF-8", "Save the file as UTF-8.")
    except OSError as error:
        return problem(f"cannot be read: {error.strerror}", "Check the file and its permissions.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        return problem(f"{place}{error.problem}", "Correct the YAML at this place.")
    except yaml.YAMLError as error:
        return problem(str(error).splitlines()[0], "Correct the YAML.")
    if content is None:
        return {}
    if not isinstance(content, dict):
        return problem("is not a mapping of keys to values", "Write `key: value` lines.")
    return {str(key): value for key, value in content.items()}


def _merge(
    into: Tree, new: Mapping[Any, Any], origin: str, origins: Origins, at: tuple[str, ...] = ()
) -> None:
    """Merges mappings key by key; any other value replaces the earlier one."""
    for key, value in new.items():
        place = (*at, str(key))
        origins[place] = origin
        if isinstance(value, dict):
            below = into.get(key)
            into[key] = dict(below) if isinstance(below, dict) else {}
            _merge(into[key], value, origin, origins, place)
        else:
            into[key] = value


def _overrides(variables: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for variable in sorted(variables):
        if variable.startswith(OVERRIDE_PREFIX):
            parts = variable[len(OVERRIDE_PREFIX) :].split("__")
            # Shells write variables in capitals, while keys of Spark keep their own case.
            yield (
                tuple(p.lower() if p.isupper() else p for p in parts),
                variables[variable],
                variable,
            )


def _set(
    tree: Tree,
    key: tuple[str, ...],
    text: str,
    variable: str,
    origins: Origins,
    problems: list[ConfigurationProblem],
) -> None:
    node = tree
    for depth, part in enumerate(key[:-1], start=1):
        below = node.setdefault(part, {})
        if not isinstance(below, dict):
            problems.append(
                ConfigurationProblem(
                    file=variable,
                    key=".".join(key),
                    cause=f'"{".".join(key[:depth])}" is a value and has no keys below it',
                    cure="Remove the variable or correct its name.",
                )
            )
            return
        node = below
    node[key[-1]] = _scalar(text)
    for depth in range(1, len(key) + 1):
        origins.setdefault(key[:depth], variable)
    origins[key] = variable


def _scalar(text: str) -> Any:
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    return text if isinstance(value, dict | list) else value
