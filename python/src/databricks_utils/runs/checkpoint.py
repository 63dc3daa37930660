"""What a stream remembers: what it has read, and what became of each batch of the last run."""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from databricks_utils.config import ProjectConfig
from databricks_utils.environment import on_databricks
from databricks_utils.errors import CheckpointError
from databricks_utils.naming import local_identifier
from databricks_utils.rules.quality import RowCounts


@dataclass(frozen=True)
class BatchNote:
    """What became of the rows of one batch, and in which attempt."""

    attempt: str
    counts: RowCounts


@dataclass(frozen=True)
class Checkpoint:
    """The folder of one stream: Spark's own checkpoint in `spark`, ours next to it."""

    folder: Path

    @property
    def location(self) -> str:
        """Where Spark keeps what it has read."""
        return str(self.folder / "spark")

    @property
    def exists(self) -> bool:
        """Whether a run of the stream has begun and Spark remembers it."""
        return (self.folder / "spark" / "metadata").is_file()

    def begin(self) -> str:
        """The stream's id: the same in every run, and a new one where Spark starts over.

        Batches are then numbered from the beginning, and a table that knew the old id would skip
        them. Notes of earlier attempts, which nobody reads, are removed.
        """
        file = self.folder / "stream.json"
        if not self.exists:
            self.forget()
        shutil.rmtree(self._batches, ignore_errors=True)
        self._batches.mkdir(parents=True, exist_ok=True)
        if self.exists and file.is_file():
            return str(json.loads(file.read_text("utf-8"))["id"])
        identity = uuid.uuid4().hex
        file.write_text(json.dumps({"id": identity}), "utf-8")
        return identity

    def forget(self) -> None:
        """Makes the stream start from the beginning, even if this is killed halfway."""
        (self.folder / "spark" / "metadata").unlink(missing_ok=True)
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def note(self, batch: int, note: BatchNote) -> None:
        """Keeps what became of a batch; a repeated batch replaces its note."""
        counts = note.counts
        content = {
            "attempt": note.attempt,
            "rows": counts.rows,
            "kept": counts.kept,
            "quarantined": counts.quarantined,
            "dropped": counts.dropped,
            "violations": counts.violations,
        }
        self._batches.mkdir(parents=True, exist_ok=True)
        (self._batches / f"{batch}.json").write_text(json.dumps(content), "utf-8")

    def notes_of(self, attempt: str) -> list[BatchNote]:
        """The notes of one attempt, in the order of the batches."""
        files = sorted(self._batches.glob("*.json"), key=lambda file: int(file.stem))
        notes = [_note_in(file) for file in files]
        return [note for note in notes if note.attempt == attempt]

    @property
    def _batches(self) -> Path:
        return self.folder / "batches"


def _note_in(file: Path) -> BatchNote:
    found = json.loads(file.read_text("utf-8"))
    attempt = str(found.pop("attempt"))
    return BatchNote(attempt, RowCounts(**found))


def checkpoint_of(config: ProjectConfig, table: str) -> Checkpoint:
    """The checkpoint of `layer.table` in an environment.

    Locally below `.lakewright`; on Databricks below the storage root, which must be a volume:
    CheckpointError says how.
    """
    name = local_identifier(table)
    if not on_databricks():
        root = config.project_directory / ".lakewright" / "checkpoints" / config.environment
        return Checkpoint(root / name)
    root_text = config.storage_root
    if not root_text.startswith("/Volumes/"):
        raise CheckpointError(
            f"{table} is a stream and needs a volume in which to remember what it has read, but "
            f'storage.root is "{root_text}"',
            hint="Set storage.root to a volume: /Volumes/<catalog>/<schema>/<volume>.",
        )
    return Checkpoint(Path(root_text) / "_checkpoints" / config.environment / name)
