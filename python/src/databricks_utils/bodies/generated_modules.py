"""Imports generated modules that are not on disk."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

_PACKAGE = "__init__"


@dataclass(frozen=True)
class _Source:
    path: Path
    text: str

    @property
    def is_package(self) -> bool:
        return self.path.stem == _PACKAGE

    def code(self) -> CodeType:
        return compile(self.text, str(self.path), "exec")


class GeneratedModules(MetaPathFinder, Loader):
    """Provides modules from their texts; what a package lacks is looked up in its folder.

    `files` maps paths in `folder`, their entry on the Python path, to texts. So a user's own
    modules may lie next to generated ones, and it does not matter if generated ones on disk are out
    of date or were never written.
    """

    def __init__(self, folder: Path, files: Mapping[str, str]) -> None:
        self._sources: dict[str, _Source] = {}
        for name, text in files.items():
            parts = Path(name).with_suffix("").parts
            module = ".".join(part for part in parts if part != _PACKAGE)
            self._sources[module] = _Source(folder / name, text)

    def install(self) -> None:
        """Puts these modules before all others."""
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        source = self._sources.get(fullname)
        if source is None:
            return None
        spec = spec_from_loader(
            fullname, self, origin=str(source.path), is_package=source.is_package
        )
        if spec is not None and source.is_package:
            spec.submodule_search_locations = [str(source.path.parent)]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(self._sources[module.__name__].code(), module.__dict__)
