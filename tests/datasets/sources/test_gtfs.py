"""GTFS feeds become datasets that route, or every bad row is named."""

import io
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from datasets.sources.drawn import ASSUMED, FEED, put, with_row

import orta
from orta.datasets import check_dataset, read_corridor
from orta.datasets.sources import convert_gtfs
from orta.datasets.sources import feed as feed_module
from orta.errors import DatasetError, UsageError
from orta.vocabulary import DispatchRule, TransportMode


def convert(tmp_path, files=FEED, **more):
    source = put(tmp_path / "feed", files)
    more.setdefault("assumptions", ASSUMED)
    report = convert_gtfs(source, tmp_path / "made", **more)
    return read_corridor(tmp_path / "made"), report


def faults(tmp_path, files, **more):
    with pytest.raises(DatasetError) as caught:
        convert(tmp_path, files, **more)
    assert [path.name for path in tmp_path.iterdir()] == ["feed"]
    return [
        (cell.file, cell.row, cell.column, cell.expected)
        for cell in caught.value.bad_cells
    ]


def zipped(path, files, **more):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text, **more)
    return path


def test_a_feed_becomes_a_dataset_that_checks_and_routes(tmp_path):
    corridor, report = convert(tmp_path)

    assert check_dataset(tmp_path / "made") == ()
    assert {node.node_id for node in corridor.nodes} == {"A", "M", "N", "B"}
    answer = orta.load(tmp_path / "made").route(
        "Beineu", "Aktau", ready="2026-01-05", draws=10
    )
    assert answer.choices == ()  # the trains run the other way
    answer = orta.load(tmp_path / "made").route(
        "Aktau", "Alat", ready="2026-01-05", draws=10
    )
    assert [leg.leg.service_id for leg in answer["A"].legs] == ["f1"]
    assert report.counts["trips_used"] == 4


def test_alike_trips_become_one_service_with_the_weekdays_of_both(tmp_path):
    corridor, report = convert(tmp_path)

    train = corridor.service_by_id["t1"]
    assert "t2" not in corridor.service_by_id
    assert train.weekdays == ("MO", "TU", "WE", "TH", "FR", "SA")
    assert train.departure_min == 60  # 06:00 in Almaty, UTC+5
    assert train.name == "T1 Beineu train"
    assert train.operator == "Railway"
    assert "2 trips with these calls and times" in train.evidence.method
    assert report.counts["service_rows"] == 3


def test_platforms_are_their_station_and_blank_times_follow_the_distance(tmp_path):
    corridor, _ = convert(tmp_path)

    calls = corridor.service_by_id["t1"].calls
    assert [call.node_id for call in calls] == ["A", "M", "N"]
    assert calls[0].transit is None
    # Mangystau lies 12 km from Aktau and 360 km from Beineu: 12 of 360 minutes.
    assert 60 * calls[1].transit.mean_h == pytest.approx(12, abs=1)
    assert calls[1].transit.mean_h + calls[2].transit.mean_h == pytest.approx(6)


def test_times_past_midnight_shift_the_weekday(tmp_path):
    """25:30 on Monday in Almaty is 20:30 UTC on Monday; 25:30 less five hours."""
    corridor, _ = convert(tmp_path)
    late = corridor.service_by_id["t3"]
    assert (late.weekdays[0], late.departure_min) == ("MO", 20 * 60 + 30)

    (tmp_path / "later").mkdir()
    files = with_row(
        FEED, "stop_times.txt", "t3,25:30:00,25:30:00", "t3,03:30:00,03:30:00"
    )
    corridor, _ = convert(tmp_path / "later", files)
    early = corridor.service_by_id["t3"]  # 03:30 on Monday is Sunday evening
    assert early.weekdays == ("MO", "TU", "WE", "TH", "SU")
    assert early.departure_min == 22 * 60 + 30


def test_transit_runs_from_departure_to_departure_and_at_last_to_arrival(tmp_path):
    corridor, _ = convert(tmp_path)

    calls = corridor.service_by_id["t3"].calls
    assert [call.transit.mean_h for call in calls[1:]] == [1.5, 6.0]
    assert all(c.transit.min_h == c.transit.max_h for c in calls[1:])
    assert "no spread is known" in calls[1].evidence.method


def test_a_service_that_fills_keeps_its_rule_and_fleet(tmp_path):
    corridor, _ = convert(tmp_path)

    ferry = corridor.service_by_id["f1"]
    assert ferry.dispatch_rule is DispatchRule.FILL_AND_GO
    assert (ferry.min_load_teu, ferry.max_wait_h) == (112, 168)
    assert ferry.arrival_teu_per_day == 116
    (fleet,) = ferry.fleets
    assert (fleet.vessel_count, fleet.payload_teu, fleet.rotation_h) == (6, 225, 84)


def test_one_who_does_not_know_the_extension_gets_a_headway(tmp_path):
    files = {name: text for name, text in FEED.items() if name != "fill_and_go.txt"}
    corridor, _ = convert(tmp_path, files)

    ferry = corridor.service_by_id["f1"]
    assert ferry.dispatch_rule is DispatchRule.HEADWAY
    assert ferry.headway_h == pytest.approx(83421 / 3600)


def test_a_headway_is_the_week_divided_by_its_departures(tmp_path):
    files = with_row(FEED, "fill_and_go.txt", "f1,fleet", "t1,fleet")
    files = with_row(files, "frequencies.txt", "24:00:00,83421", "12:00:00,21600")
    corridor, _ = convert(tmp_path, files)
    assert corridor.service_by_id["f1"].headway_h == 12  # two a day, seven days


def test_exact_times_become_departures_of_a_timetable(tmp_path):
    files = with_row(
        FEED, "frequencies.txt", "f1,00:00:00,24:00:00,83421,0",
        "t3,25:30:00,28:00:00,3600,1",
    )  # fmt: skip
    corridor, _ = convert(tmp_path, files)

    starts = sorted(
        service.departure_min
        for service in corridor.services
        if service.service_id.startswith("t3")
    )
    assert starts == [20 * 60 + 30, 21 * 60 + 30, 22 * 60 + 30]


def test_exceptions_are_weighed_over_the_weeks_and_told(tmp_path):
    """Of four Saturdays one is lacking, and one Sunday is added."""
    files = {
        **FEED,
        "calendar_dates.txt": "service_id,date,exception_type\n"
        "SA,20260110,2\nMOFR,20260111,1\n",
    }
    corridor, report = convert(tmp_path, files)

    assert corridor.service_by_id["t1"].weekdays[-1] == "SA"
    assert "runs on 3 of 4 SA" in corridor.service_by_id["t1"].evidence.method
    told = report.remarks["trips given the weekdays on which they usually run"]
    assert told.ids == ["t1", "t2", "t3"]


def test_a_trip_of_a_few_days_is_left_out_and_told(tmp_path):
    files = with_row(
        FEED, "calendar.txt", "SA,0,0,0,0,0,1,0,20260105,20260201",
        "SA,0,0,0,0,0,1,0,20260110,20260110",
    )  # fmt: skip
    corridor, report = convert(tmp_path, files)

    assert "SA" not in corridor.service_by_id["t1"].weekdays
    told = "trips left out: on no weekday do they run in half of the weeks"
    assert report.remarks[told].ids == ["t2"]


def test_one_dated_week_is_taken_as_it_is(tmp_path):
    files = {
        **FEED,
        "calendar_dates.txt": "service_id,date,exception_type\n"
        "SA,20260110,2\nMOFR,20260111,1\n",
    }
    corridor, report = convert(tmp_path, files, week=date(2026, 1, 5))

    week = ("MO", "TU", "WE", "TH", "FR", "SU")
    assert corridor.service_by_id["t1"].weekdays == week
    told = "trips left out: they do not run in the week that was asked for"
    assert report.remarks[told].ids == ["t2"]


def test_summer_time_counts_by_the_days_of_the_trip(tmp_path):
    files = with_row(FEED, "agency.txt", "Asia/Almaty", "Europe/Berlin")
    files = with_row(
        files, "calendar.txt", "MOFR,1,1,1,1,1,0,0,20260105,20260201",
        "MOFR,1,1,1,1,1,0,0,20260105,20261231",
    )  # fmt: skip
    corridor, _ = convert(tmp_path, files)

    assert corridor.service_by_id["t1"].departure_min == 4 * 60  # summer is longer
    assert "offset on most of its days" in corridor.service_by_id["t1"].evidence.method


def test_a_plane_and_half_a_call_are_left_out_and_told(tmp_path):
    files = with_row(
        FEED, "stop_times.txt", "stop_id,stop_sequence\n",
        "stop_id,stop_sequence,pickup_type\n",
    )  # fmt: skip
    files = with_row(files, "stop_times.txt", "27:00:00,M,2", "27:00:00,M,2,1")
    corridor, report = convert(tmp_path, files)

    assert "p1" not in corridor.service_by_id
    assert [c.passes for c in corridor.service_by_id["t3"].calls] == [
        False,
        True,
        False,
    ]
    assert any(what.startswith("calls passed") for what in report.remarks)
    assert any("mode" in what for what in report.remarks)


def test_a_round_trip_is_cut_where_it_comes_back(tmp_path):
    files = with_row(
        FEED, "stop_times.txt", "t3,33:00:00,33:00:00,N,3",
        "t3,33:00:00,33:00:00,N,3\nt3,40:00:00,40:00:00,A,4",
    )  # fmt: skip
    corridor, _ = convert(tmp_path, files)

    lines = {
        tuple(call.node_id for call in service.calls)
        for service in corridor.services
        if service.service_id.startswith("t3")
    }
    assert lines == {("A", "M", "N"), ("M", "N", "A")}
    second = next(s for s in corridor.services if s.calls[0].node_id == "M")
    assert second.departure_min == 22 * 60  # 27:00 in Almaty


def test_links_follow_the_shape_and_the_great_circle_elsewhere(tmp_path):
    """A shape with a corner at (51.22, 45.32), its distances in feet."""
    files = with_row(FEED, "trips.txt", "trip_headsign\n", "trip_headsign,shape_id\n")
    files = with_row(files, "trips.txt", "T,MOFR,t3,Beineu", "T,MOFR,t3,Beineu,S")
    files = with_row(
        files,
        "stop_times.txt",
        "stop_sequence\n",
        "stop_sequence,shape_dist_traveled\n",
    )
    files = with_row(files, "stop_times.txt", ",A:1,1\nt3,26:30", ",A:1,1,0\nt3,26:30")
    files = with_row(files, "stop_times.txt", "27:00:00,M,2", "27:00:00,M,2,40000")
    files = with_row(
        files,
        "stop_times.txt",
        "t3,33:00:00,33:00:00,N,3",
        "t3,33:00:00,33:00:00,N,3,1640420",
    )
    files["shapes.txt"] = (
        "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\n"
        "S,45.32,51.22,2,627000\nS,43.60,51.22,1,0\nS,45.32,55.20,3,1640420\n"
    )
    corridor, _ = convert(tmp_path, files)

    links = corridor.link_by_id
    shaped = links["rail-A-M"].length_km + links["rail-M-N"].length_km
    assert shaped == pytest.approx(191.3 + 311.2, rel=0.01)
    assert links["rail-A-M"].evidence.confidence == "derived"
    assert links["sea-A-B"].length_km == pytest.approx(429, abs=1)
    assert links["sea-A-B"].evidence.confidence == "estimated"
    assert "great circle" in links["sea-A-B"].evidence.method


def test_what_was_assumed_says_so_in_every_row(tmp_path):
    corridor, _ = convert(tmp_path)

    for rows in (corridor.terminals, corridor.tariffs, corridor.emission_factors):
        assert rows
        for row in rows:
            assert row.evidence.confidence == "estimated"
            assert row.evidence.source_id == "assumed"
            assert "--" in row.evidence.method
    assert {n.node_id: n.country_code for n in corridor.nodes}["B"] == "AZ"
    assert "(--country)" in corridor.nodes[0].evidence.method


def test_prices_may_differ_by_mode(tmp_path):
    assumed = replace(ASSUMED, usd_per_km={"": 1.0, "sea": 0.4}, border_h=5.0)
    corridor, _ = convert(tmp_path, assumptions=assumed)

    prices = {
        t.target_id: t.amount for t in corridor.tariffs if t.charge_type == "freight"
    }
    assert prices["f1"] == Decimal("0.4")
    assert prices["t1"] == 1.0
    assert {b.dwell.mean_h for b in corridor.borders} == {5.0}
    assert len(corridor.borders) == 2
    answer = orta.load(tmp_path / "made").route("A", "B", ready="2026-01-05", draws=5)
    assert answer["A"].causes_days["border"] == pytest.approx(5 / 24)


@pytest.mark.parametrize(
    ("change", "option"),
    [
        ({"usd_per_km": {"road": 1.0}}, "--usd-per-km"),
        ({"g_co2e_per_tkm": {}}, "--g-co2e-per-tkm"),
        ({"countries": (("A", "KZ"),)}, "--country"),
    ],
)
def test_what_is_needed_and_not_given_is_refused(tmp_path, change, option):
    with pytest.raises(UsageError) as caught:
        convert(tmp_path, assumptions=replace(ASSUMED, **change))

    assert caught.value.where == option
    assert option in caught.value.hint
    assert not (tmp_path / "made").exists()


FAULTS = [
    ("routes.txt", "T,R,T1,Beineu train,2", "T,R,T1,Beineu train,rail",
     2, "route_type", "a number from 0 to 1799"),
    ("stop_times.txt", "t1,12:00:00,12:00:00", "t1,12:60:00,12:00:00",
     4, "arrival_time", "a time like 08:30:00 or 25:10:00"),
    ("stop_times.txt", "t1,12:00:00,12:00:00", "t1,12:00:00,11:00:00",
     4, "departure_time", "a time not before the arrival"),
    ("stop_times.txt", "t1,12:00:00,12:00:00", "t1,05:00:00,05:00:00",
     4, "arrival_time", "a time not before that of the call before"),
    ("stop_times.txt", "t1,12:00:00,12:00:00", "t1,,",
     4, "arrival_time", "a time at the first and the last call"),
    ("stop_times.txt", "B,2\np1", "BB,2\np1", 12, "stop_id", "the id of a stop"),
    ("stop_times.txt", "f1,20:00:00", "f9,20:00:00", 12, "trip_id", "the id of a trip"),
    ("stop_times.txt", "M,2\nt1", "M,1\nt1", 3, "stop_sequence",
     "each number once in a trip"),
    ("trips.txt", "T,SA,t2", "T,SA,t1", 3, "trip_id", "each id once"),
    ("trips.txt", "T,SA,t2", "T,SO,t2", 3, "service_id", "the id of a service"),
    ("trips.txt", "T,SA,t2", "X,SA,t2", 3, "route_id", "the id of a route"),
    ("stops.txt", "B,Alat,39.98,49.42", "B,Alat,139.98,49.42", 7, "stop_lat",
     "a number from -90 to 90"),
    ("stops.txt", "B,Alat,39.98,49.42", "B,Alat,,", 7, "stop_lat",
     "coordinates of the stop or of its station"),
    ("stops.txt", "A:1,Aktau 1,,,0,A", "A:1,Aktau 1,,,0,Z", 3, "parent_station",
     "the id of a station"),
    ("calendar.txt", "SA,0,0,0,0,0,1,0,20260105", "SA,0,0,0,0,0,1,0,20260230",
     3, "start_date", "a day like 20260301"),
    ("calendar.txt", "SA,0,0,0,0,0,1", "SA,0,0,0,0,0,2", 3, "saturday",
     "a number from 0 to 1"),
    ("frequencies.txt", "24:00:00,83421", "24:00:00,0", 2, "headway_secs",
     "a number from 1 to 3.456e+07"),
    ("frequencies.txt", "00:00:00,24:00:00", "00:00:00,00:00:00", 2, "end_time",
     "a time after start_time"),
    ("fill_and_go.txt", "112,teu", "112,boxes", 2, "load_unit",
     "one of teu, t, lane_m, person"),
    ("fill_and_go.txt", "112,teu", "300,teu", 2, "min_load",
     "no more than vessel_capacity"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "row", "column", "expected"), FAULTS)
def test_a_fault_is_one_error_with_its_place(
    tmp_path, file, old, new, row, column, expected
):
    found = faults(tmp_path, with_row(FEED, file, old, new))

    assert found == [(file, row, column, expected)]


@pytest.mark.parametrize(
    "name", ["agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt"]
)
def test_a_missing_file_is_named(tmp_path, name):
    files = {other: text for other, text in FEED.items() if other != name}

    found = faults(tmp_path, files)
    assert (name, 0, "", "a file every feed has") in found


def test_a_missing_column_and_a_short_row_are_named(tmp_path):
    files = with_row(FEED, "stop_times.txt", "stop_sequence", "sequence")
    assert faults(tmp_path, files) == [
        ("stop_times.txt", 1, "stop_sequence", "a column “stop_sequence”")
    ]


def test_all_faults_are_named_at_once(tmp_path):
    files = with_row(FEED, "stops.txt", "39.98", "x")
    files = with_row(files, "routes.txt", "Beineu train,2", "Beineu train,")
    found = faults(tmp_path, files)
    assert [f[0] for f in found][:2] == ["stops.txt", "routes.txt"]


def test_trips_with_bad_rows_may_be_skipped_and_are_told(tmp_path):
    files = with_row(
        FEED, "stop_times.txt", "t1,12:00:00,12:00:00", "t1,05:00:00,05:00:00"
    )
    corridor, report = convert(tmp_path, files, skip_bad=True)

    assert corridor.service_by_id["t2"].weekdays == ("SA",)
    (told,) = report.remarks["trips left out: a row of theirs cannot be used"].ids
    assert told.startswith("t1 (stop_times.txt:4: arrival_time is '05:00:00'")


def test_faults_of_no_trip_are_not_skipped(tmp_path):
    files = with_row(FEED, "stops.txt", "B,Alat,39.98", "B,Alat,x")
    assert faults(tmp_path, files, skip_bad=True)


def test_a_zip_with_a_byte_order_mark_reads_the_same(tmp_path):
    files = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in FEED.items()}
    convert_gtfs(zipped(tmp_path / "f.zip", files), tmp_path / "a", assumptions=ASSUMED)
    convert(tmp_path)

    for table in ("service.csv", "call.csv", "link.csv"):
        made = (tmp_path / "made" / table).read_bytes()
        assert (tmp_path / "a" / table).read_bytes() == made


def test_text_that_is_not_utf_8_is_named_with_its_row(tmp_path):
    source = put(tmp_path / "feed", FEED)
    (source / "stops.txt").write_bytes(
        FEED["stops.txt"].replace("Alat", "Alät").encode("latin-1")
    )
    with pytest.raises(DatasetError) as caught:
        convert_gtfs(source, tmp_path / "made", assumptions=ASSUMED)
    assert (caught.value.bad_cells[0].file, caught.value.bad_cells[0].row) == (
        "stops.txt",
        7,
    )


def test_a_zip_bomb_is_stopped_at_the_limit_and_never_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(feed_module, "LARGEST_FILE_BYTES", 2**20)
    bomb = {**FEED, "stops.txt": "stop_id\n" + "0" * 2**26}
    source = zipped(tmp_path / "f.zip", bomb)
    del bomb
    tracemalloc.start()
    with pytest.raises(DatasetError) as caught:
        convert_gtfs(source, tmp_path / "m", assumptions=ASSUMED)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert caught.value.bad_cells[0].expected.startswith("at most 1 MiB")
    assert peak_bytes < 2**23


def test_names_in_a_zip_lead_nowhere(tmp_path):
    evil = {**FEED, "../../stops.txt": "x", "/etc/stops.txt": "y"}
    source = zipped(tmp_path / "f.zip", evil)
    convert_gtfs(source, tmp_path / "made", assumptions=ASSUMED)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.zip", "made"]


def test_a_folder_inside_a_zip_is_pointed_out(tmp_path):
    inner = {f"feed/{name}": text for name, text in FEED.items()}
    with pytest.raises(DatasetError) as caught:
        convert_gtfs(
            zipped(tmp_path / "f.zip", inner), tmp_path / "m", assumptions=ASSUMED
        )
    assert "in a folder of the zip" in caught.value.bad_cells[0].hint


def test_a_broken_zip_is_refused(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
        for name, text in FEED.items():
            file.writestr(name, text)
    content = packed.getvalue()
    (tmp_path / "cut.zip").write_bytes(content[:200])
    (tmp_path / "bent.zip").write_bytes(content.replace(b"Mangystau", b"Mongystau"))

    with pytest.raises(UsageError, match="no zip"):
        convert_gtfs(tmp_path / "cut.zip", tmp_path / "m", assumptions=ASSUMED)
    with pytest.raises(DatasetError, match="CRC"):
        convert_gtfs(tmp_path / "bent.zip", tmp_path / "m", assumptions=ASSUMED)


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "made").mkdir()
    with pytest.raises(UsageError, match="there already"):
        convert(tmp_path)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_nothing_half_written_is_left_when_it_is_stopped(tmp_path, monkeypatch, stop):
    from orta.datasets.sources import write

    def interrupted(_):
        raise stop

    monkeypatch.setattr(write, "check_dataset", interrupted)
    with pytest.raises(stop):
        convert(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["feed"]


def test_the_same_feed_gives_the_same_bytes(tmp_path):
    convert(tmp_path)
    convert_gtfs(tmp_path / "feed", tmp_path / "again", assumptions=ASSUMED)
    for path in (tmp_path / "made").iterdir():
        if path.name != "datapackage.json":  # has the folder's name
            assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_odd_ids_become_ids_a_dataset_may_have(tmp_path):
    files = {
        n: t.replace("A:1", "de:1 é").replace("A:2", "de:1 è") for n, t in FEED.items()
    }
    files = with_row(files, "stops.txt", ",0,A\nde:1 è", ",0,\nde:1 è")
    files = with_row(files, "stops.txt", "de:1 é,Aktau 1,,", "de:1 é,Aktau 1,43.6,51.2")
    files = with_row(
        files, "stops.txt", "de:1 è,Aktau 2,,,0,A", "de:1 è,Aktau 2,43.6,51.2,0,"
    )
    corridor, _ = convert(tmp_path, files)

    assert {"de_1__", "de_1__-2"} <= {node.node_id for node in corridor.nodes}
    note = corridor.node_by_id["de_1__"].note
    assert note == "id in the source: de:1 é"
    assert corridor.service_by_id["t1"].mode is TransportMode.RAIL
