"""FEATURE: `orta verify` says whether a certificate is true, as a user runs it."""

import json
import subprocess
import sys

import pytest
from planning.optimum.sealed import canonical, linear, sealed

PROGRAM = [sys.executable, "-c", "from orta.cli.main import run; run()"]


def orta(*words, **more):
    return subprocess.run(  # noqa: PLW1510 — the exit code is what we look at
        [*PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        **more,
    )


@pytest.fixture
def folder(tmp_path):
    linear().write(tmp_path / "certificate.json")
    return tmp_path


def test_a_good_certificate_is_verified_with_its_figures(folder):
    certificate = linear()
    done = orta("verify", folder / "certificate.json")

    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("verified in exact arithmetic")
    assert done.stdout.endswith("title             a season\n")
    for figure in (
        certificate.objective_usd,
        certificate.bound_usd,
        certificate.document["statement"]["gap"],
        certificate.sha256,
        certificate.problem_sha256,
    ):
        assert str(figure) in done.stdout


def test_json_is_one_object_with_every_figure_as_text(folder):
    certificate = linear()
    answer = json.loads(orta("verify", folder, "--json").stdout)

    assert answer == {
        "schema": "orta.verification/1",
        "file": str(folder),
        "ok": True,
        "certificate": "orta.certificate.linear/1",
        **certificate.document["statement"],
        "sizes": {
            "rows": 5,
            "columns": 6,
            "whole_columns": 0,
            "entries": len(certificate.document["problem"]["rows"]),
            "leaves": 1,
        },
        "about": {"title": "a season"},
        "problem_sha256": certificate.problem_sha256,
        "sha256": certificate.sha256,
    }


def test_a_changed_digit_is_refused_with_a_reason_and_a_code(folder):
    path = folder / "certificate.json"
    path.write_bytes(path.read_bytes().replace(b"-", b"", 1))
    done = orta("verify", path)
    as_json = orta("verify", path, "--json")

    assert done.returncode == as_json.returncode == 3
    assert done.stdout.startswith("refused: the digest of the file is")
    answer = json.loads(as_json.stdout)
    assert (answer["ok"], answer["where"]) == (False, "sha256")


def test_a_row_that_is_exceeded_is_named(folder):
    document = linear().document
    document["problem"]["limit"][0] = "-1000"
    (folder / "certificate.json").write_bytes(sealed(document))
    done = orta("verify", folder)

    assert done.returncode == 3
    assert "refused: row “limit 0” is exceeded by" in done.stdout


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\xff", b"[" * 99_999])
def test_what_is_no_certificate_is_refused_without_a_traceback(tmp_path, content):
    (tmp_path / "plan.json").write_bytes(content)
    done = orta("verify", tmp_path / "plan.json")

    assert done.returncode == 3
    assert done.stdout.startswith("refused: ")
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_a_matter_of_usage(tmp_path):
    done = orta("verify", tmp_path / "none.json")

    assert done.returncode == 2
    assert "there is no certificate" in done.stderr
    assert orta("verify").returncode == 2


def test_an_answer_in_a_folder_without_a_certificate_says_so(tmp_path):
    (tmp_path / "certificate.json").write_bytes(canonical({"schema": "orta.flows/1"}))
    done = orta("verify", tmp_path)

    assert done.returncode == 3


def test_neither_solver_nor_compiler_is_loaded(folder):
    """Who verifies trusts neither; the whole program runs here, not the module."""
    code = f"""
import sys
from orta.cli.main import run
try:
    run(["verify", {str(folder)!r}])
except SystemExit as end:
    assert not end.code, end.code
loaded = {{"numba", "highspy", "pandas", "scipy"}} & set(sys.modules)
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_verifier_itself_loads_the_standard_library_alone(folder):
    """Its three modules are run by a Python that finds no other package."""
    code = f"""
import sys
sys.modules.update(dict.fromkeys(
    ["numpy", "numba", "highspy", "pandas", "click"]))
import importlib.util, pathlib, types
root = pathlib.Path({str(_source())!r})
for name in ("orta", "orta.planning", "orta.planning.optimum",
             "orta.planning.optimum.certificate"):
    package = types.ModuleType(name)
    package.__path__ = [str(root.joinpath(*name.split(".")))]
    sys.modules[name] = package
from orta.planning.optimum.certificate.verify import open_certificate, verify_linear
data = pathlib.Path({str(folder / "certificate.json")!r}).read_bytes()
print(verify_linear(open_certificate(data)).sha256)
"""
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == linear().sha256


def _source():
    import orta

    return next(iter(orta.__path__)).removesuffix("/orta")
