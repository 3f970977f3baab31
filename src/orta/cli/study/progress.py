"""How far a study has come, and what Ctrl C leaves of it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from orta.errors import RunInterruptedError

_WIDTH = 24
_CLEARED = "\r\x1b[K"
_LEAST_TIMED = 3  # fewer are too few to tell how long the rest takes
_LONG_S = 90
_INTERRUPTED = 130


class Progress:
    """Called with how many tasks are done, how many there are, how many were before.

    The bar is drawn on stderr, and only on a terminal.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._done = self._of = self._kept = 0
        self._is_broken = False
        self._began = time.monotonic()
        self._is_drawn = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, done: int, of: int, kept: int) -> None:
        """Draw the bar anew."""
        self._done, self._of, self._kept = done, of, kept
        if self._is_broken:
            raise KeyboardInterrupt
        self._draw(self._left())

    def say_kept(self) -> None:
        """Say what was there before, and where it is."""
        if self._kept:
            click.echo(
                f"{self._kept} of {self._of} tasks were finished before: "
                f"{self._folder}",
                err=True,
            )

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Draw the bar while the study runs, and take it away at its end."""
        self._draw("starting")
        try:
            yield
        finally:
            if self._is_drawn:
                click.echo(_CLEARED, nl=False, err=True)

    @contextmanager
    def breakable(self) -> Iterator[None]:
        """Turn Ctrl C into an error that says what is kept; a second ends at once."""
        before = signal.getsignal(signal.SIGINT)
        if before is signal.default_int_handler:  # not if we are told to ignore it
            signal.signal(signal.SIGINT, self._break)
        try:
            yield
        except KeyboardInterrupt:
            raise RunInterruptedError(
                f"interrupted after {self._done} of {self._of} tasks; the same command "
                f"goes on from there",
                [self._folder],
            ) from None
        finally:
            signal.signal(signal.SIGINT, before)

    def _break(self, number: int, _: object) -> None:
        if self._is_broken:
            # Tasks are files that are whole or not there: nothing is lost by this.
            os._exit(_INTERRUPTED)
        self._is_broken = True
        click.echo("stopping; Ctrl C again ends at once", err=True)
        signal.default_int_handler(number, None)

    def _left(self) -> str:
        new = self._done - self._kept
        if new < _LEAST_TIMED:
            return ""
        passed = time.monotonic() - self._began
        left_s = passed / new * (self._of - self._done)
        if left_s > _LONG_S:
            return f"about {left_s / 60:.0f} min left"
        return f"about {left_s:.0f} s left"

    def _draw(self, note: str) -> None:
        if not self._is_drawn:
            return
        full = _WIDTH * self._done // max(self._of, 1)
        bar = "█" * full + "░" * (_WIDTH - full)
        text = f"studying {bar} {self._done} of {self._of} tasks  {note}"
        click.echo(f"{_CLEARED}{text.rstrip()}", nl=False, err=True)
