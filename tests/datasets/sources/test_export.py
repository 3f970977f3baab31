"""Services of a corridor as a GTFS feed, and back the same."""

import csv
import zipfile
from dataclasses import replace
from datetime import date

import pytest

import orta
from orta.datasets import read_corridor
from orta.datasets.sources import Assumptions, convert_gtfs, export_gtfs
from orta.errors import UsageError
from orta.vocabulary import DispatchRule

PERIOD = (date(2026, 1, 1), date(2026, 12, 31))
ASSUMED = Assumptions(
    countries=(("", "KZ"),), usd_per_km={"": 1.0}, g_co2e_per_tkm={"": 30.0}
)
RULE_FIELDS = (
    "mode name operator dispatch_rule weekdays departure_min headway_h min_load_teu "
    "max_wait_h arrival_teu_per_day lot_teu lot_sizes"
).split()
FLEET_FIELDS = "fleet_id vessel_type vessel_count payload_teu rotation_h".split()


@pytest.fixture(scope="module")
def shipped():
    return orta.load().corridor


def rows_of(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(service):
    """What a feed can say of a service."""
    return {
        **{name: getattr(service, name) for name in RULE_FIELDS},
        "fleets": [
            tuple(getattr(fleet, name) for name in FLEET_FIELDS)
            for fleet in service.fleets
        ],
        "calls": [
            (call.node_id, call.passes, call.transit and rounded(call.transit))
            for call in service.calls
        ],
    }


def rounded(transit):
    return tuple(round(h, 4) for h in (transit.min_h, transit.mean_h, transit.max_h))


def test_every_line_of_the_shipped_corridor_comes_back_as_it_was(tmp_path, shipped):
    export_gtfs(shipped, tmp_path / "feed.zip", period=PERIOD)
    convert_gtfs(tmp_path / "feed.zip", tmp_path / "back", assumptions=ASSUMED)
    back = read_corridor(tmp_path / "back").service_by_id

    lines = {s.service_id: s for s in shipped.services if not s.is_network}
    assert set(back) == set(lines)
    ferries = [
        service_id
        for service_id, service in lines.items()
        if service.dispatch_rule is DispatchRule.FILL_AND_GO
    ]
    assert len(ferries) == 11
    for service_id, service in lines.items():
        assert told(back[service_id]) == told(service)


def test_a_timetable_comes_back_with_its_weekdays(tmp_path, shipped):
    ferry = shipped.service_by_id["FEEDER-AAU-BAK"]
    timed = replace(
        ferry,
        dispatch_rule=DispatchRule.TIMETABLE,
        weekdays=("SU", "WE"),
        departure_min=1439,
        min_load_teu=None,
        max_wait_h=None,
        arrival_teu_per_day=None,
        fleets=(),
    )
    corridor = replace(
        shipped,
        services=(timed,),
        **dict.fromkeys(("tariffs", "emission_factors", "limits"), ()),
        **dict.fromkeys(("facilities", "parameters", "targets"), ()),
    )
    export_gtfs(corridor, tmp_path / "feed", period=PERIOD)
    convert_gtfs(tmp_path / "feed", tmp_path / "back", assumptions=ASSUMED)

    (back,) = read_corridor(tmp_path / "back").services
    assert back.weekdays == ("WE", "SU")
    assert back.departure_min == 1439
    assert back.calls[1].transit.mean_h == 22


def test_one_who_does_not_know_the_extension_sees_the_mean_interval(tmp_path, shipped):
    export_gtfs(shipped, tmp_path / "feed", period=PERIOD)

    repeats = {
        row["trip_id"]: row for row in rows_of(tmp_path / "feed", "frequencies.txt")
    }
    # 71 TEU at 116 a day take 14.69 h; 60 TEU at 6.5 a day take 9.2 days.
    assert repeats["FEEDER-AAU-BAK"]["headway_secs"] == str(round(86400 * 71 / 116))
    assert repeats["FEEDER-AAU-BAK"]["end_time"] == "24:00:00"
    slow = repeats["FEEDER-BAK-KRW"]
    assert slow["headway_secs"] == str(round(86400 * 60 / 6.5))
    assert (slow["start_time"], slow["end_time"]) == ("00:00:00", "168:00:00")
    assert {row["exact_times"] for row in repeats.values()} == {"0"}
    trips = {row["trip_id"]: row for row in rows_of(tmp_path / "feed", "trips.txt")}
    assert trips["FEEDER-BAK-KRW"]["service_id"] == "MO"


def test_a_feed_has_every_file_and_column_that_gtfs_requires(tmp_path, shipped):
    report = export_gtfs(
        shipped, tmp_path / "feed", period=PERIOD, url="https://o.example"
    )
    needed = {
        "agency.txt": "agency_id agency_name agency_url agency_timezone",
        "stops.txt": "stop_id stop_name stop_lat stop_lon",
        "routes.txt": "route_id agency_id route_long_name route_type",
        "trips.txt": "route_id service_id trip_id",
        "stop_times.txt": "trip_id arrival_time departure_time stop_id stop_sequence",
        "calendar.txt": "service_id monday sunday start_date end_date",
        "feed_info.txt": "feed_publisher_name feed_publisher_url feed_lang",
    }
    for name, columns in needed.items():
        rows = rows_of(tmp_path / "feed", name)
        assert rows
        assert all(row[column] for row in rows for column in columns.split())
    assert (
        rows_of(tmp_path / "feed", "feed_info.txt")[0]["fill_and_go_version"] == "1.0"
    )
    (left_out,) = report.remarks.values()
    assert "RAIL-KZ" in left_out.ids
    assert report.assumed == []


def test_the_same_corridor_gives_the_same_zip(tmp_path, shipped):
    for name in ("a.zip", "b.zip"):
        export_gtfs(shipped, tmp_path / name, period=PERIOD)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        assert file.testzip() is None
        assert "fill_and_go.txt" in file.namelist()
    with pytest.raises(UsageError, match="there already"):
        export_gtfs(shipped, tmp_path / "a.zip", period=PERIOD)
