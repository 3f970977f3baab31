"""The house stays easy to live in: sizes and names that a program can see."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "orta"
MODULES = sorted([*SOURCE.rglob("*.py"), *(ROOT / "tools").rglob("*.py")])
LONGEST_MODULE = 500
LONGEST_FUNCTION = 40
LONGEST_KERNEL = 60
MOST_FILES = 10
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short_and_says_where_it_stands(path):
    text = path.read_text("utf-8")

    assert text.count("\n") <= LONGEST_MODULE
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_is_short(path):
    """Lines of code, without docstring, comments and blank lines."""
    lines = path.read_text("utf-8").splitlines()
    longest = LONGEST_KERNEL if path.name == "kernel.py" else LONGEST_FUNCTION
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if not body:
                continue
            code = [
                line
                for line in lines[body[0].lineno - 1 : node.end_lineno]
                if line.strip() and not line.strip().startswith("#")
            ]
            assert len(code) <= longest, f"{node.name} has {len(code)} lines"


def test_a_folder_holds_few_modules():
    for folder in [SOURCE, *(p for p in SOURCE.rglob("*") if p.is_dir())]:
        modules = [p for p in folder.glob("*.py") if p.name != "__init__.py"]
        assert len(modules) <= MOST_FILES, name_of(folder)


def test_no_module_is_a_drawer_for_everything():
    names = {part for path in MODULES for part in path.with_suffix("").parts}
    assert not names & FORBIDDEN_NAMES


def test_the_version_is_said_once_and_logged():
    from orta.planning.results import provenance

    assert provenance.version("orta") in (ROOT / "pyproject.toml").read_text("utf-8")
