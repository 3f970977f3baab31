"""Places by any of their names, in any script, with misspellings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from anyascii import anyascii
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from orta.corridor.corridor import Corridor
from orta.corridor.network import Node
from orta.errors import UnknownPlaceError

# Below this likeness (0 to 100) a name is no suggestion.
_LEAST_LIKENESS = 60.0
_SUGGESTIONS = 3
# This many first letters are a beginning, and count as this alike.
_LEAST_BEGINNING = 3
_LIKENESS_OF_BEGINNING = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMatch:
    """A place, the name that matched, and how alike it is (100: the same)."""

    node: Node
    name: str
    likeness: float


def normalised(text: str) -> str:
    """The text in lower-case ASCII letters and digits, other scripts spelled out.

    Examples
    --------
    >>> normalised("Xi'an"), normalised("Актау"), normalised("ახალქალაქი")
    ('xian', 'aktau', 'akhalkalaki')
    """
    return "".join(c for c in anyascii(text).casefold() if c.isalnum())


@dataclass(frozen=True)
class Gazetteer:
    """All names of all places of a corridor."""

    corridor: Corridor

    def get_place(self, text: str, *, where: str = "") -> Node:
        """The place with this name, id or UN/LOCODE.

        Raises
        ------
        UnknownPlaceError
            With the nearest names, if no place or more than one is called so.
        """
        node_ids = self._nodes_called.get(normalised(text), {})
        if len(node_ids) == 1:
            return self.corridor.node_by_id[next(iter(node_ids))]
        nearest = self.list_places(text, limit=_SUGGESTIONS)
        suggestions = tuple(dict.fromkeys(match.node.name for match in nearest))
        raise UnknownPlaceError(text, suggestions, where=where)

    def list_places(self, text: str, *, limit: int = 10) -> tuple[PlaceMatch, ...]:
        """Places with a name like the text, most alike first."""
        wanted = normalised(text)
        if not wanted:
            return ()
        best: dict[str, PlaceMatch] = {}
        for name, likeness, _ in process.extract(
            wanted,
            list(self._nodes_called),
            scorer=_likeness,
            limit=None,
            score_cutoff=_LEAST_LIKENESS,
        ):
            for node_id, as_written in self._nodes_called[name].items():
                if node_id not in best:
                    node = self.corridor.node_by_id[node_id]
                    best[node_id] = PlaceMatch(
                        node=node, name=as_written, likeness=round(likeness, 1)
                    )
        ranked = sorted(best.values(), key=lambda m: (-m.likeness, m.node.node_id))
        return tuple(ranked[:limit])

    @cached_property
    def _nodes_called(self) -> dict[str, dict[str, str]]:
        """Normalised name → the nodes called so, each with the name as written."""
        called: dict[str, dict[str, str]] = defaultdict(dict)
        for node in self.corridor.nodes:
            for name in (node.node_id, node.un_location_code, node.name):
                if normalised(name):
                    called[normalised(name)].setdefault(node.node_id, name)
        for place_name in self.corridor.names:
            key = normalised(place_name.name)
            called[key].setdefault(place_name.node_id, place_name.name)
        return dict(called)


def _likeness(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """100 for the same, less for each misspelling, least for one at the beginning.

    People get the first letters right: Jaro-Winkler weighs them, the edit ratio
    does not; half of each ranks Aktau before Baktu for “Aktou”.
    """
    edits = fuzz.ratio(one, other)
    if other.startswith(one) and len(one) >= _LEAST_BEGINNING:
        edits = max(edits, _LIKENESS_OF_BEGINNING)
    score = (edits + 100 * JaroWinkler.similarity(one, other)) / 2
    return score if score_cutoff is None or score >= score_cutoff else 0.0
