from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.people.matching import LABELS, Identity, Likeness, keys_of, likeness, sound_of

BORN = date(1985, 3, 2)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # what agrees exactly, but for capitals and spacing
        (("NGUYEN THI MINH HANH", "VNM", BORN), ("Nguyen Thi  Minh Hanh", "VNM", BORN), Likeness.SAME),
        # marks, order and joining are for an officer to look at, with or without a date of birth
        (("NGUYEN THI MINH HANH", "VNM", BORN), ("Nguyễn Thị Minh Hạnh", "VNM", BORN), Likeness.NAME),
        (("NGUYEN THI MINH HANH", "VNM", BORN), ("HANH NGUYEN THI MINH", "VNM", BORN), Likeness.NAME),
        (("NGUYEN THI MINH HANH", "VNM", None), ("NGUYEN THI MINH HANH", "VNM", None), Likeness.NAME),
        (("NGUYEN THI MINH HANH", "VNM", BORN), ("NGUYEN THI MINH HANH", "VNM", None), Likeness.NAME),
        (("QUISPE MAMANI", "PER", None), ("Quispemamani", "PER", None), Likeness.NAME),
        (("Андрей Ковалёв", "UZB", None), ("KOVALEV Andrei", "UZB", None), Likeness.NAME),
        # transliteration
        (("MOHAMMED YOUSSOUF", "TCD", None), ("Muhammad Yusuf", "TCD", None), Likeness.SOUND),
        (("FATIMAH ABDULLAH", "JOR", None), ("Abdulla Fatima", "JOR", None), Likeness.SOUND),
        (("DMITRII SOKOLOV", "KAZ", None), ("Dmitry Sokolov", "KAZ", None), Likeness.SOUND),
        # the same date of birth and a name in common
        (("AHMED HASSAN ALI", "EGY", BORN), ("AHMED HASSAN", "EGY", BORN), Likeness.BIRTH),
        # a name that only a date of birth carries over a border
        (("AHMED HASSAN", "EGY", BORN), ("Hassan AHMED", "SDN", BORN), Likeness.NAME),
        (("AHMED HASSAN", "", None), ("AHMED HASSAN", "SDN", None), Likeness.NAME),
    ],
)
def test_records_of_one_person_are_alike(
    one: tuple[str, str, date | None], other: tuple[str, str, date | None], expected: Likeness
) -> None:
    assert likeness(Identity(*one), Identity(*other)) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("NGUYEN THI MINH HANH", "VNM", BORN), ("NGUYEN THI MINH HANH", "VNM", date(1985, 3, 3))),
        (("AHMED HASSAN", "EGY", None), ("AHMED HASSAN", "SDN", None)),
        (("AHMED HASSAN", "EGY", BORN), ("AHMED HASSAN ALI", "SDN", BORN)),
        (("AHMED HASSAN ALI", "EGY", None), ("AHMED HASSAN", "EGY", None)),
        (("NGUYEN VAN THANH", "VNM", None), ("NGUYEN VAN THINH", "VNM", None)),
        (("LE THI LAN", "VNM", None), ("LE THI LIEN", "VNM", None)),
        (("LI NA", "CHN", BORN), ("LI MEI", "CHN", BORN)),
        (("", "VNM", BORN), ("", "VNM", BORN)),
        (("-", "VNM", None), (".", "VNM", None)),
    ],
)
def test_records_of_two_people_are_kept_apart(
    one: tuple[str, str, date | None], other: tuple[str, str, date | None]
) -> None:
    assert likeness(Identity(*one), Identity(*other)) is None


WORDS = st.lists(st.text("abcdehiklmnortuyéñđöşжюё", min_size=1, max_size=7), min_size=1, max_size=4)
IDENTITIES = st.builds(
    Identity, WORDS.map(" ".join), st.sampled_from(["VNM", "EGY", ""]),
    st.sampled_from([None, BORN, date(1990, 1, 1)]),
)  # fmt: skip


@given(IDENTITIES, IDENTITIES)
def test_the_answer_is_the_same_whoever_came_first(one: Identity, other: Identity) -> None:
    assert likeness(one, other) is likeness(other, one)


@given(IDENTITIES, IDENTITIES)
def test_whoever_is_alike_is_found_by_a_key(one: Identity, other: Identity) -> None:
    if likeness(one, other):
        assert keys_of(one) & keys_of(other)


@given(WORDS, st.randoms(use_true_random=False))
def test_order_capitals_and_spacing_are_of_no_matter(words: list[str], random: object) -> None:
    shuffled = list(words)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Identity(" ".join(words), "VNM"), Identity("  ".join(shuffled).upper(), "VNM")
    assert likeness(one, other) is Likeness.NAME
    assert sound_of(one.name) == sound_of(other.name)


@given(IDENTITIES)
def test_a_record_with_a_date_of_birth_agrees_exactly_with_itself(one: Identity) -> None:
    expected = Likeness.SAME if one.birth_date else Likeness.NAME
    assert likeness(one, Identity(one.name.upper().lower(), one.country, one.birth_date)) in (expected, Likeness.NAME)
    assert likeness(one, one) is expected


@pytest.mark.parametrize(
    ("one", "other"), [("Karim", "Kareem"), ("Mohamed", "Muhammad"), ("Abdullah", "Abdulla"), ("Yusuf", "Youssouf")]
)
def test_spellings_of_one_sound_are_taken_together(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


def test_every_likeness_is_said_in_both_languages() -> None:
    assert set(LABELS) == set(Likeness)
    assert all(text.ko and text.en for text in LABELS.values())
