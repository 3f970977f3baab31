"""What a user may say about a load, and what is refused in one clear sentence."""

from dataclasses import replace
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orta.errors import UsageError
from orta.vocabulary import DANGEROUS_GOODS_CLASSES, Cargo, LoadProfile


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"size": "12.0x3.4x3.8m"}, {"length_m": 12, "width_m": 3.4, "height_m": 3.8}),
        ({"size": " 12 × 3 * 4 M "}, {"length_m": 12, "width_m": 3, "height_m": 4}),
        ({"axle_load": "20"}, {"axle_load_t": 20}),
        ({"axle_load": "23.5 t"}, {"axle_load_t": 23.5}),
        ({"gross_mass": "94T"}, {"gross_mass_t": 94}),
        ({"dangerous": " 4.1 "}, {"dangerous_goods_class": "4.1"}),
        ({}, {}),
    ],
)
def test_what_a_user_writes_is_read(written, read):
    assert LoadProfile.parse(**written) == LoadProfile(**read)


@pytest.mark.parametrize(
    ("written", "message", "where"),
    [
        ({"size": "12x3.4m"}, "cannot read the size", "size"),
        ({"size": "12x3.4x3.8"}, "cannot read the size", "size"),
        ({"size": "12x3.4x3.8ft"}, "cannot read the size", "size"),
        ({"size": "1e2x3x3m"}, "cannot read the size", "size"),
        ({"size": "12,0x3x3m"}, "cannot read the size", "size"),
        ({"size": "١٢x3x3m"}, "cannot read the size", "size"),
        ({"size": "0x3x3m"}, "0 m is no length", "load"),
        ({"size": "1200x3x3m"}, "1200 m is no length", "load"),
        ({"size": "12x340x380m"}, "340 m is no width", "load"),
        ({"axle_load": "-3"}, "cannot read the axle load", "axle load"),
        ({"axle_load": "20 kg"}, "cannot read the axle load", "axle load"),
        ({"axle_load": "0"}, "0 t is no axle load", "load"),
        ({"axle_load": "20000"}, "cannot read the axle load", "axle load"),
        ({"gross_mass": "nan"}, "cannot read the gross mass", "gross mass"),
        ({"dangerous": "10"}, "no class of dangerous goods", "dangerous"),
        ({"dangerous": "3.1"}, "no class of dangerous goods", "dangerous"),
        ({"dangerous": "UN1203"}, "no class of dangerous goods", "dangerous"),
    ],
)
def test_what_cannot_be_is_one_clear_error(written, message, where):
    with pytest.raises(UsageError, match=message) as caught:
        LoadProfile.parse(**written)

    assert caught.value.where == where
    assert caught.value.hint


@pytest.mark.parametrize("value", [nan, inf, -1.0, 0.0])
def test_a_value_that_is_no_number_of_tonnes_is_refused(value):
    with pytest.raises(UsageError):
        LoadProfile(axle_load_t=value)


def test_a_size_has_three_measures():
    with pytest.raises(UsageError, match="all three"):
        LoadProfile(length_m=3)


@given(st.text(max_size=12), st.text(max_size=6), st.text(max_size=6), st.text())
def test_any_text_is_read_or_refused(size, mass, axle, danger):
    try:
        load = LoadProfile.parse(
            size=size, gross_mass=mass, axle_load=axle, dangerous=danger
        )
    except UsageError:
        return
    assert str(load)


def test_a_unit_is_not_lighter_than_its_goods():
    with pytest.raises(UsageError, match="does not hold 22 t"):
        replace(Cargo.parse("1x40ft:22t"), load=LoadProfile(gross_mass_t=20))


def test_each_thing_can_be_lifted_alone():
    load = LoadProfile.parse(size="9x3x3m", axle_load="20", dangerous="3")

    lifted = load.lifted()

    assert list(lifted) == ["size", "axle_load", "dangerous"]
    assert lifted["size"] == LoadProfile.parse(axle_load="20", dangerous="3")
    assert LoadProfile().lifted() == {}


def test_a_cargo_says_what_is_out_of_the_ordinary():
    cargo = replace(Cargo.parse("2x40ft:22t"), load=LoadProfile(axle_load_t=20))

    assert str(cargo) == "2x40ft:22t, 20 t per axle"
    assert str(Cargo.parse("2x40ft:22t")) == "2x40ft:22t"


def test_the_classes_are_those_of_the_un():
    assert {"1.4", "2.1", "3", "4.1", "6.2", "7", "9"} <= {*DANGEROUS_GOODS_CLASSES}
    assert "7.1" not in DANGEROUS_GOODS_CLASSES
