"""The program `orta`: commands, and errors turned into exit codes.

0 fine · 1 our bug · 2 usage or unknown place · 3 bad data · 4 asked for the
impossible · 130 interrupted.
"""

from __future__ import annotations

import os
import sys

import click

from orta.cli.data import BAD_DATA, data
from orta.cli.output import print_error
from orta.cli.places import places
from orta.cli.route import route
from orta.errors import DatasetError, ModelError, OrtaError, UsageError

OUR_BUG = 1
USAGE = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="orta", prog_name="orta")
def cli() -> None:
    """Orta, the open platform of the Middle Corridor.

    \b
        orta route "Xi'an" Duisburg --ready 2026-12-04
        orta places Ақтау
        orta data check my-corridor
    """


cli.add_command(route)
cli.add_command(places)
cli.add_command(data)


def run(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in words
    try:
        code = cli.main(args=words, prog_name="orta", standalone_mode=False) or 0
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except click.ClickException as problem:
        where = (
            getattr(problem.ctx, "command_path", "") if hasattr(problem, "ctx") else ""
        )
        print_error(
            UsageError(
                problem.format_message(),
                where=where,
                hint=f"see `{where or 'orta'} --help`",
            ),
            as_json=as_json,
        )
        code = USAGE
    except (DatasetError, ModelError) as error:
        print_error(error, as_json=as_json)
        code = BAD_DATA
    except OrtaError as error:
        print_error(error, as_json=as_json)
        code = USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader went away, as `head` does: that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # the last line of defence: no traceback for users
        if os.environ.get("ORTA_DEBUG"):
            raise
        print_error(
            OrtaError(
                f"a bug in Orta: {type(error).__name__}: {error}",
                hint="run again with ORTA_DEBUG=1 and report the traceback",
            ),
            as_json=as_json,
        )
        code = OUR_BUG
    sys.exit(code)
