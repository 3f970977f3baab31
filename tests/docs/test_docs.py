"""What the documentation says is what the program does."""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
import sys
from pathlib import Path

import click
import pytest

import orta
from orta import errors
from orta.cli.main import cli
from orta.datasets import read_schema

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
XIAN = 'orta route "Xi\'an" Duisburg --ready 2026-12-04'
# A command, the section of json.md that describes what it prints.
ANSWERS = {
    f"{XIAN} --json": "orta.route/1",
    "orta route Almaty Tashkent --ready 2026-12-04 --avoid UZ --json": "orta.route/1",
    "orta emissions Aktau Poti --ready 2026-12-04 --json": "orta.emissions/1",
    "orta replan Aktau Poti --at 2026-12-04 --closed Aktau:24/72/200h --json": (
        "orta.replan/1"
    ),
    "orta replan Aktau Poti --at 2026-12-04 --closed Aktau --closed KZAAU "
    "--closed RAIL-KZ --avoid IR,TM --planned FEEDER-AAU-BAK --json": "orta.replan/1",
    "orta places Aktou --json": "orta.places/1",
    "orta loading Kostanay Aktau --goods 1001 --on 2025-10-10 --json": (
        "orta.loading/1"
    ),
    "orta quote Kuryk Baku --cargo 3xwagon:60t --ready 2026-12-04 --json": (
        "orta.quote/1"
    ),
    "orta quote Kuryk Alat --ready 2026-12-04 --currency KZY --json": "orta.error/1",
    "orta simulate --days 3 --warm-up 3 --replications 2 --json": "orta.simulation/1",
    "orta simulate --days 3 --warm-up 3 --replications 2 --json "
    "--compare ../examples/scenarios/one_more_ferry.toml": "orta.comparison/1",
    "orta stress malaszewicze-13-days --replications 2 --measure one-more-feeder "
    "--json": "orta.stress/1",
    "orta stress --list --json": "orta.stress-library/1",
    "orta simulate --scenario guides/scenario-with-typos.toml --json": "orta.error/1",
    "orta choice --shock 'ocean price +100%' --draws 20 --json": "orta.choice/1",
    "orta study check ../examples/studies/ferries.toml --json": "orta.study-check/1",
    "orta study check ../examples/scenarios/one_more_ferry.toml --json": "orta.error/1",
    "orta data check guides/three-nodes --json": "orta.check/1",
    "orta data check guides/three-nodes-broken --json": "orta.check/1",
    "orta route Aktou Poti --ready 2026-12-04 --json": "orta.error/1",
    "orta route A B --data guides/three-nodes-broken --json": "orta.error/1",
    "orta criticality --kind border,railway --worst 2 --top 2 --json": (
        "orta.criticality/1"
    ),
    "orta verify background/two-mills.json --json": "orta.verification/1",
    "orta verify guides/three-nodes/node.csv --json": "orta.verification/1",
    "orta invest ../examples/investment/middle_corridor.toml --cost TANKERS-KZ=9e7 "
    "--json": "orta.invest/1",
    "orta autonomy azerbaijan-wheat --state RU --json": "orta.autonomy/1",
    "orta autonomy china-europe-rail --cost-rise 0 --state IR --json": (
        "orta.autonomy/1"
    ),
    "orta data list --json": "orta.datasets/1",
    "orta data show --json": "orta.dataset/1",
    "orta data show equipment --json": "orta.table/1",
}


def _load_tool():
    path = ROOT / "tools" / "make_docs_pages.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    tool = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = tool
    spec.loader.exec_module(tool)
    return tool


tool = _load_tool()
COMMANDS = dict(tool.list_commands(cli, "orta"))


def test_pages_that_the_program_writes_are_current():
    stale = [str(path.relative_to(ROOT)) for path in tool.stale_pages()]

    assert not stale, f"run tools/make_docs_pages.py: {', '.join(stale)}"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_says_what_it_does(path):
    assert COMMANDS[path].help
    undocumented = [
        parameter.name
        for parameter in COMMANDS[path].params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert not undocumented


@pytest.mark.parametrize(
    "path", [p for p, c in COMMANDS.items() if not isinstance(c, click.Group)]
)
def test_every_command_shows_an_example_of_itself(path):
    examples = [t for t, is_kept in tool.help_paragraphs(COMMANDS[path]) if is_kept]

    assert any(example.startswith(path) for example in examples)


@pytest.mark.parametrize("path", COMMANDS)
def test_examples_in_a_help_stand_on_lines_of_their_own(path):
    command = COMMANDS[path]
    shown = command.get_help(click.Context(command, info_name=path))

    assert r"\b" not in shown


def test_every_column_of_the_dataset_is_on_the_data_page():
    text = (DOCS / "reference" / "data.md").read_text("utf-8")
    sections = dict(
        re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    )

    missing = [
        f"{name}.{column.name}"
        for name, table in read_schema().items()
        for column in table.columns
        if f"| `{column.name}` |" not in sections.get(name, "")
        or column.meaning not in sections[name]
    ]
    assert not missing


def test_every_source_of_the_corridor_page_can_be_looked_up():
    text = (DOCS / "background" / "corridor.md").read_text("utf-8")
    cited = set(re.findall(r"D\d{3}[a-z]?", text.split("\n## More sources")[0]))
    listed = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    shipped = {source.source_id for source in orta.load().corridor.sources}

    assert cited == listed | (cited & shipped)
    assert not listed & shipped


def test_every_error_is_in_the_tree_that_is_drawn():
    drawn = set(re.findall(r"\w+Error", errors.__doc__))
    raised = {
        name
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, orta.OrtaError)
    }

    assert drawn == raised


@pytest.mark.parametrize("command", ANSWERS)
def test_every_key_of_an_answer_is_described(command):
    text = (DOCS / "reference" / "json.md").read_text("utf-8")
    described = {
        _as_pattern(path)
        for section in text.split("\n## ")
        if f"`{ANSWERS[command]}`" in section
        for path in re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    }
    output, _ = tool.run_command(command, folder=DOCS)

    answer = json.loads(output)
    assert answer["schema"] == ANSWERS[command]
    undescribed = {
        path
        for path in _key_paths(answer)
        if not any(re.fullmatch(pattern, path) for pattern in described)
    }
    assert not undescribed


def test_the_python_guide_runs(capsys):
    text = (DOCS / "guides" / "python.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)

    exec("\n".join(blocks), {})  # noqa: S102 - the guide is ours

    assert "Aktou" in capsys.readouterr().out


@pytest.mark.parametrize(
    "page",
    [
        *(f"{name}.md" for name in ("README", "ARCHITECTURE", "CONTRIBUTING")),
        "CHANGELOG.md",
        *sorted(
            str(path.relative_to(ROOT))
            for path in DOCS.rglob("*.md")
            if "_build" not in path.parts
        ),
    ],
)
def test_links_lead_to_files_that_exist(page):
    text = re.sub(
        r"^```.*?^```",
        "",
        (ROOT / page).read_text("utf-8"),
        flags=re.MULTILINE | re.DOTALL,
    )

    targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text))
    broken = [
        target
        for target in targets
        if not re.match(r"[a-z]+:", target)
        and not ((ROOT / page).parent / target.partition("#")[0]).exists()
    ]
    assert not broken


def _key_paths(value, path=""):
    """Every key as a path; items of a list are `[]`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}".lstrip(".")
            yield from _key_paths(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _key_paths(inner, f"{path}[]")


def _as_pattern(described):
    """`{CC}` is any state and `{…}` any key."""
    pattern = re.escape(described).replace(re.escape("{CC}"), "[A-Z]{2}")
    return pattern.replace(re.escape("{…}"), r"\w+")
