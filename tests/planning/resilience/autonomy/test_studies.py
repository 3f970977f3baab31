"""FEATURE: a study is a TOML file and tables, and every fault of them is named."""

import csv
from pathlib import Path

import pytest
from reference.autonomy import Bundle

import orta
from orta.errors import StudyError, UsageError
from orta.planning.assignment import shipped_room_sources
from orta.planning.optimum.certificate import verify_file
from orta.planning.resilience.autonomy import (
    Bound,
    find_autonomy,
    list_shipped_studies,
    read_study,
    shipped_study,
)
from orta.planning.resilience.autonomy.report import write_bundle

HEAD = """\
schema = "orta.autonomy-study/1"
title = "Boxes"
tables = "boxes"
cost_rise = 0.5
cost_rise_source = "working value"
"""
COLUMNS = (
    "demand_id,origin_node_id,destination_node_id,commodity_code,equipment_code,"
    "volume_per_year,volume_unit,unit_mass_t,source_id,as_of,confidence,method"
)
ROW = "D1,CNXIY,GEPTI,99,40ft,5200,TEU,15,orta-estimate,2026,estimated,drawn"


@pytest.fixture(scope="module")
def corridor():
    return orta.load().corridor


@pytest.fixture
def write(tmp_path):
    """A study of these lines and these rows of demand, and further tables."""

    def written(head=HEAD, rows=(ROW,), **tables):
        folder = tmp_path / "boxes"
        folder.mkdir(exist_ok=True)
        text = "\n".join((COLUMNS, *rows)) + "\n"
        (folder / "demand.csv").write_text(text, encoding="utf-8")
        for name, content in tables.items():
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
        path = tmp_path / "boxes.toml"
        path.write_text(head, encoding="utf-8")
        return path

    return written


def faults(path, corridor):
    with pytest.raises(StudyError) as caught:
        read_study(path, corridor)
    return [(bad.file, bad.row, bad.column) for bad in caught.value.bad_cells]


def test_a01_a_row_becomes_tonnes_of_a_week(write, corridor):
    study = read_study(write(), corridor)

    (demand,) = study.demands
    assert demand.amount_t_per_week == pytest.approx(5200 / 2 * 15 / (365 / 7))
    assert (demand.direction, study.study_id) == ("west", "boxes")
    assert study.evidence["D1"].method == "drawn"


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ('title = "Boxes"\n', "", "title"),
        ("cost_rise = 0.5", 'cost_rise = "half"', "cost_rise"),
        ("cost_rise = 0.5", "cost_rise = nan", "cost_rise"),
        ("cost_rise = 0.5", "cost_rise = -0.5", "cost_rise"),
        ("cost_rise = 0.5", "cost_rise = true", "cost_rise"),
        ("study/1", "study/9", "schema"),
        ('title = "Boxes"', 'titel = "Boxes"', "titel"),
        ('tables = "boxes"', 'tables = "nowhere"', "tables"),
        ('tables = "boxes"', f'tables = "{"a" * 5000}"', "tables"),
        ("title =", "states = 3\ntitle =", "states"),
        ("title =", 'states = ["Russia"]\ntitle =', "states"),
        ("title =", 'replaces = ["nothing"]\ntitle =', "replaces"),
        ('"working value"\n', '"x"\n[weights]\ncarbon_price = 3\n', "carbon_price"),
        ('"working value"\n', '"x"\nweights = 3\n', "weights"),
    ],
)
def test_a02_a_fault_of_the_settings_is_named(write, corridor, before, after, column):
    assert before in HEAD
    found = faults(write(HEAD.replace(before, after)), corridor)

    assert column in [name for _, _, name in found]
    assert {file for file, _, _ in found} == {"boxes.toml"}


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ("CNXIY", "CNXXX", "origin_node_id"),
        ("40ft", "41ft", "equipment_code"),
        ("TEU", "kg", "volume_unit"),
        ("5200", "-1", "volume_per_year"),
        (",99,", ",55,", "commodity_code"),
        ("orta-estimate", "nobody", "source_id"),
        ("CNXIY", "", ""),
        ("GEPTI", "CNXIY", ""),
        ("estimated,drawn", "estimated,", ""),
    ],
)
def test_a03_a_fault_of_a_row_is_named(write, corridor, before, after, column):
    assert before in ROW
    found = faults(write(rows=(ROW.replace(before, after),)), corridor)

    assert ("demand.csv", 2, column) in found


def test_a04_a_text_that_is_no_toml_is_no_traceback(write, corridor):
    assert faults(write("title = "), corridor) == [("boxes.toml", 1, "")]


def test_a05_a_file_that_is_not_there_is_a_usage_error(tmp_path, corridor):
    with pytest.raises(UsageError, match="cannot read the study"):
        read_study(tmp_path / "none.toml", corridor)


def test_a06_a_shipped_study_of_no_such_name_is_a_usage_error(corridor):
    with pytest.raises(UsageError, match="there is no study kazakh-export") as caught:
        shipped_study("kazakh-export", corridor)

    assert caught.value.hint == "nearest is kazakh-exports"


def test_a07_a_project_that_holds_more_says_how_much(write, corridor):
    columns = "project_id,asset_id,name,more_per_week,source_id,as_of,confidence,method"
    row = "P,terminal:KZAAU-sea,Hub,,orta-estimate,2026,estimated,drawn"
    found = faults(write(project=f"{columns}\n{row}\n"), corridor)

    assert found == [("project.csv", 2, "more_per_week")]


def test_a08_an_asset_that_a_project_names_and_that_is_none_is_refused(write, corridor):
    columns = "project_id,asset_id,name,more_per_week,source_id,as_of,confidence,method"
    row = "P,terminal:NOWHERE,Hub,5,orta-estimate,2026,estimated,drawn"
    study = read_study(write(project=f"{columns}\n{row}\n"), corridor)

    with pytest.raises(UsageError, match="there is no asset terminal:NOWHERE"):
        find_autonomy(study, corridor, states=["KZ"])


@pytest.mark.parametrize("name", list_shipped_studies())
def test_b01_a_shipped_study_is_proved_and_recomputed_by_a_third_party(
    name, corridor, tmp_path
):
    answer = find_autonomy(shipped_study(name, corridor), corridor, states=["RU"])
    folder = write_bundle(answer, tmp_path / name)
    bundle = Bundle(folder)

    (row,) = bundle.results
    for bound in Bound:
        share, rise = bundle.share("RU", bound)
        assert share == pytest.approx(float(row[bound]), abs=5e-5)
        if bound is Bound.SHARE:
            assert rise == pytest.approx(float(row["cost_increase"]), abs=5e-5)
    proved = verify_file(folder)
    unmet = (float(proved.objective_usd), float(proved.bound_usd))
    assert unmet == pytest.approx([1e6 * (1 - float(row["share"]))] * 2, abs=0.5)


@pytest.mark.parametrize("name", list_shipped_studies())
def test_b02_every_figure_of_a_shipped_study_has_a_source(name, corridor):
    known = {source.source_id for source in corridor.sources}
    known |= {source.source_id for source in shipped_room_sources()}
    folder = Path(shipped_folder(name))
    own = {row["source_id"] for row in rows(folder / "source.csv")}
    assert not own & known, "a source that the dataset has is not given again"
    used = set()
    for table in folder.glob("*.csv"):
        if table.stem != "source":
            for row in rows(table):
                used.add(row["source_id"])
                assert row["confidence"] == "published" or row["method"]
    assert used <= own | known


def shipped_folder(name):
    import orta.planning.resilience.autonomy as package

    return Path(package.__file__).parent / "studies" / name


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
