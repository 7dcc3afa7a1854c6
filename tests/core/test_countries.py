import pytest
from babel import Locale
from babel.core import get_global

from workflow.core import countries
from workflow.core.i18n import Text


def test_every_country_of_iso_3166_and_kosovo_has_a_code() -> None:
    assert len(countries.ALPHA2) == 249 + 1
    assert len(countries.ALPHA3) == len(countries.ALPHA2)


def test_codes_agree_with_those_cldr_knows() -> None:
    aliases = get_global("territory_aliases")
    for three, two in countries.ALPHA2.items():
        if three != "XKX":
            assert aliases[three] == [two]


def test_every_country_has_a_name_in_both_languages() -> None:
    for code, two in countries.ALPHA2.items():
        for language in ("ko", "en"):
            of_ministry = countries.OF_MINISTRY.get(code) if language == "ko" else None
            assert countries.name(code, language) == (of_ministry or Locale(language).territories[two])


def test_names_are_those_people_know() -> None:
    assert countries.text("VNM") == Text("베트남", "Vietnam")
    assert countries.name("XKX", "ko") == "코소보"
    assert countries.text("COD") == Text("콩고민주공화국", "Congo - Kinshasa")
    assert countries.name("AUS", "ko") == "호주"


def test_a_place_reads_as_people_write_it() -> None:
    assert countries.place("VNM", "Hanoi") == Text("베트남 Hanoi", "Hanoi, Vietnam")
    assert countries.place("VNM", "") == Text("베트남", "Vietnam")
    assert countries.place("", "Hanoi") == Text("Hanoi", "Hanoi")
    assert countries.place("", "") == Text("", "")


def test_nobody_is_invited_from_where_nobody_lives_or_from_here() -> None:
    offered = {code for code, _name in countries.choices("ko")}
    assert offered.isdisjoint({"ATA", "BVT", "KOR"})
    assert len(offered) == 250 - len(countries.NOBODY_COMES_FROM)
    assert countries.name("KOR", "ko") == "대한민국"


@pytest.mark.parametrize("code", ["VN", "vnm", "", "ZZZ", "한국"])
def test_an_unknown_code_raises(code: str) -> None:
    assert not countries.is_country(code)
    with pytest.raises(countries.UnknownCountry):
        countries.name(code, "ko")


def test_the_list_to_choose_from_stands_in_the_order_of_names() -> None:
    english = [name for _, name in countries.countries("en")]
    assert english.index("Åland Islands") < english.index("Albania") < english.index("Côte d’Ivoire")
    assert english.index("Côte d’Ivoire") < english.index("Zimbabwe")
    korean = [name for _, name in countries.countries("ko")]
    assert korean == sorted(korean)
    assert len(korean) == 250
