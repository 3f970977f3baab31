"""How far a long run has come: a bar on a terminal, and what Ctrl C leaves."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from orta.errors import RunInterruptedError

_WIDTH = 24
_CLEARED = "\r\x1b[K"
# Fewer are too few to tell how long the rest takes.
_LEAST_TIMED = 3
_LONG_S = 90


class Progress:
    """Called with how many replications are done and how many there are.

    The bar is drawn on stderr, and only on a terminal; the first one may have to
    wait until the kernel is compiled.
    """

    def __init__(self, step: str, of: int) -> None:
        self._step, self._done, self._of = step, 0, of
        self._written: list[Path] = []
        self._is_broken = False
        self._began = time.monotonic()
        self._first_s = 0.0
        self._is_drawn = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, done: int, of: int) -> None:
        """Draw the bar anew."""
        if self._done == 0:
            # It compiles: its time says nothing about that of the rest.
            self._first_s = time.monotonic() - self._began
        self._done, self._of = done, of
        if self._is_broken:
            raise KeyboardInterrupt
        self._draw(self._left())

    def wrote(self, path: Path) -> None:
        """Keep what is there whole, to say it if the rest is broken off."""
        self._written.append(path)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Draw the bar while the run lasts, and take it away at its end."""
        self._draw("starting; the first use compiles the simulator")
        try:
            yield
        finally:
            self._clear()

    @contextmanager
    def breakable(self) -> Iterator[None]:
        """Turn Ctrl C into an error that says what was done and what is there."""
        before = signal.getsignal(signal.SIGINT)
        if before is signal.default_int_handler:  # not if we are told to ignore it
            signal.signal(signal.SIGINT, self._break)
        try:
            yield
        except KeyboardInterrupt:
            raise RunInterruptedError(
                f"interrupted after {self._done} of {self._of} replications",
                self._written,
            ) from None
        finally:
            signal.signal(signal.SIGINT, before)

    def _break(self, number: int, _: object) -> NoReturn:
        # The compiler swallows an interrupt that falls into one of its callbacks:
        # what was raised in vain is raised again after the replication.
        self._is_broken = True
        signal.default_int_handler(number, None)

    def _left(self) -> str:
        if self._done < _LEAST_TIMED:
            return ""
        passed = time.monotonic() - self._began - self._first_s
        left_s = passed / (self._done - 1) * (self._of - self._done)
        if left_s > _LONG_S:
            return f"about {left_s / 60:.0f} min left"
        return f"about {left_s:.0f} s left"

    def _draw(self, note: str) -> None:
        if not self._is_drawn:
            return
        full = _WIDTH * self._done // max(self._of, 1)
        bar = "█" * full + "░" * (_WIDTH - full)
        text = f"{self._step} {bar} {self._done} of {self._of} replications  {note}"
        click.echo(f"{_CLEARED}{text.rstrip()}", nl=False, err=True)

    def _clear(self) -> None:
        if self._is_drawn:
            click.echo(_CLEARED, nl=False, err=True)
