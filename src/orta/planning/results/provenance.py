"""What a result was made from, so that anyone can make it again."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from orta.corridor import Corridor


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Dataset, program and parameters; no clock, so equal runs stay equal."""

    dataset_name: str
    dataset_version: str
    dataset_digest: str
    orta_version: str
    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, corridor: Corridor, **parameters: str) -> Provenance:
        """The provenance of an answer computed on a corridor."""
        return cls(
            dataset_name=corridor.name,
            dataset_version=corridor.version,
            dataset_digest=corridor.digest,
            orta_version=version("orta"),
            parameters=tuple(sorted(parameters.items())),
        )

    def to_dict(self) -> dict[str, object]:
        """As it stands in `--json`."""
        return {
            "dataset": self.dataset_name,
            "dataset_version": self.dataset_version,
            "dataset_digest": self.dataset_digest,
            "orta_version": self.orta_version,
            "parameters": dict(self.parameters),
        }
