"""The program `orta`: commands, and errors turned into exit codes.

0 fine · 1 our bug · 2 usage or unknown place · 3 bad data or scenario · 4 asked
for the impossible · 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys

import click

from orta.cli.data import data
from orta.cli.emissions import emissions
from orta.cli.flows import flows
from orta.cli.loading import loading
from orta.cli.output import BAD_DATA, print_error
from orta.cli.places import places
from orta.cli.quote import quote
from orta.cli.replan import replan
from orta.cli.route import route
from orta.cli.simulate import simulate
from orta.cli.strength.autonomy import autonomy
from orta.cli.strength.choice import choice
from orta.cli.strength.criticality import criticality
from orta.cli.strength.invest import invest
from orta.cli.strength.stress import stress
from orta.cli.study import study
from orta.cli.verify import verify
from orta.cli.witness import witness
from orta.errors import (
    CertificateError,
    DatasetError,
    LedgerError,
    ModelError,
    OrtaError,
    RunInterruptedError,
    ScenarioError,
    UsageError,
)

OUR_BUG = 1
USAGE = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="orta", prog_name="orta")
@click.pass_context
def cli(context: click.Context) -> None:
    """Orta, the open platform of the Middle Corridor.

    \b
        orta route "Xi'an" Duisburg --ready 2026-12-04
        orta places Ақтау
        orta data check my-corridor
    """
    if "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb":
        context.color = False


cli.add_command(route)
cli.add_command(replan)
cli.add_command(quote)
cli.add_command(emissions)
cli.add_command(loading)
cli.add_command(simulate)
cli.add_command(flows)
cli.add_command(criticality)
cli.add_command(choice)
cli.add_command(autonomy)
cli.add_command(stress)
cli.add_command(invest)
cli.add_command(study)
cli.add_command(verify)
cli.add_command(witness)
cli.add_command(places)
cli.add_command(data)


def run(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in words
    if hasattr(signal, "SIGPIPE"):
        # A reader that goes away, as `head` does, ends us quietly like any tool.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        code = cli.main(args=words, prog_name="orta", standalone_mode=False) or 0
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except click.ClickException as problem:
        print_error(_usage_error(problem), as_json=as_json)
        code = USAGE
    except OrtaError as error:
        print_error(error, as_json=as_json)
        code = _exit_code(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        code = INTERRUPTED
    except Exception as error:  # the last line of defence: no traceback for users
        if os.environ.get("ORTA_DEBUG"):
            raise
        print_error(_our_bug(error), as_json=as_json)
        code = OUR_BUG
    sys.exit(code)


def _exit_code(error: OrtaError) -> int:
    if isinstance(error, RunInterruptedError):
        return INTERRUPTED
    bad_data = (
        DatasetError | ModelError | ScenarioError | CertificateError | LedgerError
    )
    return BAD_DATA if isinstance(error, bad_data) else USAGE


def _usage_error(problem: click.ClickException) -> UsageError:
    """What click has to say, in the form of our own errors."""
    context = getattr(problem, "ctx", None)
    command = context.command_path if context else "orta"
    return UsageError(
        problem.format_message(), where=command, hint=f"see `{command} --help`"
    )


def _our_bug(error: Exception) -> OrtaError:
    return OrtaError(
        f"a bug in Orta: {type(error).__name__}: {error}",
        hint="run again with ORTA_DEBUG=1 and report the traceback",
    )
