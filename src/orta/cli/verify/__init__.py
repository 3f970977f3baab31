"""`orta verify`: whether a certificate proves what it states."""

from orta.cli.verify.command import verify

__all__ = ["verify"]
