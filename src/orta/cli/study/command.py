"""`orta study`: one file of questions, one folder of answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orta.cli.options import json_option
from orta.cli.output import patience, print_json, print_table
from orta.cli.study.progress import Progress
from orta.errors import UsageError

if TYPE_CHECKING:
    from orta.planning.studies import Executor, Study, StudyAnswer, Working

_SETTINGS = {"help_option_names": ["-h", "--help"]}


@click.group(context_settings=_SETTINGS)
def study() -> None:
    """Run studies: one TOML file in, one results folder out.

    \b
        orta study new ferries.toml
        orta study run ferries.toml -o ferries
    """


@study.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Where the results go. [default: the file's name with -results]",
)
@click.option(
    "--cache",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Where finished tasks are kept. [default: the results' name with .tasks]",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    help="Threads, or with --dask processes; the answer does not depend on it. "
    "[default: one a processor]",
)
@click.option(
    "--dask", "is_dask", is_flag=True, help="Processes of Dask on this machine."
)
@click.option(
    "--cluster", metavar="ADDRESS", help="The scheduler of a Dask cluster you trust."
)
@click.option(
    "--resume/--fresh",
    "is_resumed",
    default=True,
    show_default=True,
    help="Use what was finished before, or do all of it anew.",
)
@json_option
def run(
    file: Path,
    output: Path | None,
    cache: Path | None,
    workers: int | None,
    is_dask: bool,
    cluster: str | None,
    is_resumed: bool,
    as_json: bool,
) -> None:
    """Run the study of FILE into a folder of tables, charts and provenance.

    Its tasks are worked off by threads, by processes of Dask or by a cluster; the
    folder is the same, byte for byte. Whatever ends the program, finished tasks are
    kept, and the same command goes on from there.

    \b
        orta study run ferries.toml -o ferries
        orta study run ferries.toml -o ferries --cluster tcp://10.0.0.5:8786
    """
    from orta.planning.studies import Store, Working, export_study, read_study
    from orta.planning.studies.report import check_folder

    folder = output or Path(f"{file.stem}-results")
    check_folder(folder)
    executor = _executor(workers, cluster, is_dask=is_dask)
    with patience("reading the study"):
        asked = read_study(file)
    store = Store(cache or folder.with_name(f"{folder.name}.tasks"))
    store.make()
    working = Working(asked, store)
    if not is_resumed:
        working.forget()
    _settle(working, executor)
    with patience("writing the results"):
        answer = working.answer()
        export_study(answer, folder)
    click.echo(f"wrote {folder}", err=True)
    if as_json:
        print_json(answer.to_dict())
    else:
        _print_answer(answer)


@study.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def check(file: Path, as_json: bool) -> None:
    """Read the study of FILE and say what there is to do, without doing it.

    Everything that is wrong with it is said at once, with its line.

    \b
        orta study check ferries.toml
    """
    from orta.planning.studies import read_study

    with patience("reading the study"):
        asked = read_study(file)
    if as_json:
        print_json(_check_dict(asked))
        return
    click.echo(click.style(asked.title, bold=True))
    rows = [
        (
            one.run_id,
            one.kind.name,
            str(len(one.points)),
            str(sum(len(prepared.pieces) for prepared in one.prepared)),
            one.title,
        )
        for one in asked.runs
    ]
    print_table(("run", "kind", "points", "tasks", ""), rows, right=frozenset({2, 3}))


@study.command()
@click.argument("file", type=click.Path(path_type=Path))
def new(file: Path) -> None:
    """Write a study to begin with to FILE: it runs as it stands.

    \b
        orta study new ferries.toml
    """
    from orta.planning.results import write_bytes
    from orta.planning.studies import TEMPLATE

    if file.exists():
        raise UsageError(
            f"{file} is there already", where="file", hint="name another file"
        )
    write_bytes(TEMPLATE.encode(), file)
    click.echo(f"wrote {file}", err=True)
    click.echo(f"next: orta study run {file}", err=True)


def _executor(workers: int | None, cluster: str | None, *, is_dask: bool) -> Executor:
    from orta.planning.studies import Cluster, Threads

    if cluster is not None:
        if is_dask or workers is not None:
            raise UsageError(
                "a cluster has its own workers",
                where="cluster",
                hint="leave out --workers and --dask",
            )
        return Cluster(address=cluster)
    if is_dask:
        return Cluster(workers=workers)
    return Threads(workers=workers)


def _settle(working: Working, executor: Executor) -> None:
    progress = Progress(working.store.folder)
    with progress.breakable(), progress.shown():
        working.settle(executor, on_progress=progress)
    for key in working.store.damaged:
        click.echo(f"task {key[:12]} was damaged and is done anew", err=True)
    progress.say_kept()


def _check_dict(asked: Study) -> dict[str, Any]:
    return {
        "schema": "orta.study-check/1",
        "title": asked.title,
        "question": asked.question,
        "seed": asked.seed,
        "dataset_digest": asked.corridor.digest,
        "runs": [
            {
                "id": one.run_id,
                "kind": one.kind.name,
                "title": one.title,
                "points": len(one.points),
                "tasks": sum(len(prepared.pieces) for prepared in one.prepared),
            }
            for one in asked.runs
        ],
    }


def _print_answer(answer: StudyAnswer) -> None:
    from orta.planning.studies.report import as_read

    click.echo(click.style(answer.study.title, bold=True))
    for result in answer.results:
        found = result.found
        click.echo()
        click.echo(f"{result.run.run_id}: {result.run.title}")
        columns, rows = as_read(found.headline)
        numbers = frozenset(n for n in range(len(columns)) if n != 1)
        print_table(columns, rows, right=numbers)
        for sentence in found.sentences:
            click.echo(f"  {sentence}")
        for warning in found.warnings:
            click.echo(f"note: {warning}")
