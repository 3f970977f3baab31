"""The word that somebody meant: the nearest of those there are."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

# Below this likeness (0 to 100) a word is no suggestion.
_LEAST_LIKENESS = 60.0


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or nothing.

    >>> nearest("min_laod_share", ["min_load_teu", "min_load_share"])
    'min_load_share'
    """
    found = process.extractOne(
        word,
        list(known),
        scorer=fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=_LEAST_LIKENESS,
    )
    return found[0] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The question with the nearest known word, or nothing."""
    word = nearest(word, known)
    return f"did you mean {word}?" if word else ""
