"""`orta witness`: watch a log grow and cosign what follows from what was seen."""

from orta.cli.witness.command import witness

__all__ = ["witness"]
