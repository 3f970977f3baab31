"""Figures of the rival routes: those of a year follow from what was read."""

import re
from datetime import date, timedelta

import pytest

import orta


@pytest.fixture(scope="module")
def rows():
    return {row.alternative_id: row for row in orta.load().corridor.alternatives}


def of_year(rows, route, metric):
    return {
        row.year: row
        for row in rows.values()
        if (row.route, row.metric) == (route, metric) and row.used_as != "evidence"
    }


def day_of(text):
    year, month, *day = (int(part) for part in text.split("-"))
    return date(year, month, day[0] if day else 15)


def mean_of_days(points, year, between):
    """The slow twin: one day of the year after the other."""
    day, values = date(year, 1, 1), []
    while day.year == year:
        before = [p for p in points if p[0] <= day][-1]
        after = [p for p in points if p[0] > day]
        if after:
            part = (day - before[0]) / (after[0][0] - before[0])
            values.append(between(before[1], after[0][1], part))
        else:
            values.append(before[1])
        day += timedelta(days=1)
    return sum(values) / len(values)


@pytest.mark.parametrize("year", range(2020, 2026))
def test_the_ocean_price_of_a_year_is_the_mean_of_its_days(rows, year):
    points = sorted(
        (day_of(row.evidence.as_of), row.value_low)
        for row in rows.values()
        if row.label == "spot rate, WCI" and row.from_place == "Shanghai"
    )
    assert len(points) == 35

    straight = mean_of_days(points, year, lambda a, b, w: a + (b - a) * w)
    even = mean_of_days(points, year, lambda a, b, w: a * (b / a) ** w)

    row = of_year(rows, "ocean", "price")[year]
    assert (row.value_low, row.value_high) == pytest.approx(
        sorted([straight, even]), abs=0.6
    )


def test_every_figure_of_a_year_says_how_and_cites_rows_that_are_there(rows):
    for row in rows.values():
        if row.used_as == "evidence":
            continue
        assert row.evidence.method, row.alternative_id
        for cited in re.findall(r"ALT\d{3}", row.evidence.method):
            assert rows[cited].used_as == "evidence", (row.alternative_id, cited)


def test_2023_and_2024_are_held_out_and_no_other_year(rows):
    for row in rows.values():
        if row.used_as != "evidence":
            assert (row.used_as == "held_out") == (row.year in {2023, 2024})


def test_no_fitted_volume_by_land_is_made_from_a_year_held_out(rows):
    for route in ("northern", "middle"):
        for year, row in of_year(rows, route, "volume").items():
            cited = re.findall(r"ALT\d{3}", row.evidence.method)
            assert cited
            if row.used_as == "estimation":
                years = {rows[one].year for one in cited}
                assert not years & {2023, 2024}, (route, year)


def test_days_by_the_middle_corridor_are_those_to_the_ports_and_18_more(rows):
    days = of_year(rows, "middle", "days")
    official = {
        row.year: row
        for row in rows.values()
        if row.route == "middle" and row.label == "transit time (official)"
    }

    whole, ports = rows["ALT105"], rows["ALT104"]
    assert (whole.centre, ports.centre) == (34.5, 16.5)
    assert days[2022].value_low == official[2022].value_low + 18
    assert days[2022].value_high == official[2022].value_high + 18


def test_volumes_of_the_middle_corridor_are_the_published_ones(rows):
    volumes = of_year(rows, "middle", "volume")

    assert [volumes[year].centre for year in sorted(volumes)] == [
        *(26_000, 21_000, 25_100, 33_300, 20_500, 56_500, 77_000)
    ]
    assert volumes[2020].centre == 25_200 / 1.20
    assert volumes[2023].centre == round(56_500 / 2.76, -2)


def test_prices_of_the_middle_corridor_are_the_northern_ones_and_a_third_to_a_half(
    rows,
):
    northern = of_year(rows, "northern", "price")
    for year, row in of_year(rows, "middle", "price").items():
        if year < 2023:
            assert row.value_low == pytest.approx(1.3 * northern[year].centre, abs=10)
        assert row.value_high == pytest.approx(1.5 * northern[year].centre, abs=10)
