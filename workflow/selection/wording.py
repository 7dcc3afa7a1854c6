"""How the proposal explains itself, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from workflow.core import countries
from workflow.core.i18n import Text
from workflow.selection.ranking import Candidate, RankedUnit, SelectionRules, Unit, printed
from workflow.selection.seats import Cap, Caps

_FIRST_TEN_KO = ("첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열")
_COUNTED = {3: "three", 4: "four"}
_FIRST_TEN_EN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int) -> str:
    """Write 1 as '1st', 12 as '12th'."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def ordinal_words(number: int) -> Text:
    """Write 2 as '두 번째' and 'second', 12 as '12번째' and '12th'."""
    if number <= len(_FIRST_TEN_KO):
        return Text(f"{_FIRST_TEN_KO[number - 1]} 번째", _FIRST_TEN_EN[number - 1])
    return Text(f"{number}번째", ordinal(number))


def count(number: int, word: str) -> str:
    """Write '1 seat' and '2 seats'."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def unit_name(unit: Unit) -> Text:
    """Return the country's name, with the city where cities are ranked; an unknown code as it stands."""
    named = countries.text(unit.country) if countries.is_country(unit.country) else Text.of(unit.country)
    if not unit.city:
        return named
    return Text(f"{named.ko} {unit.city}", f"{unit.city}, {named.en}")


def qualities(candidate: Candidate, rules: SelectionRules) -> Text:
    """Return what speaks for a trainee, in the call's own words: category and preferences met, or the
    standing of the nomination where the call has neither.
    """
    named = [candidate.category.text] if candidate.category else []
    named += [one.text for one in rules.preferences if one.key in candidate.trainee.met]
    if not named:
        return standing(candidate.standing, rules)
    return Text(", ".join(text.ko for text in named), ", ".join(text.pick("en") for text in named))


def standing(value: Fraction, rules: SelectionRules) -> Text:
    """Return what a nomination is ranked by: '88.33점', 'score 88.33', or its agreed place."""
    if rules.settings.scores:
        return Text(f"점수 {printed(value)}점", f"score {printed(value)}")
    return Text(f"합의 순위 {-value}위", f"{ordinal(int(-value))} in the agreed order")


def seat(candidate: Candidate, number: int, rules: SelectionRules) -> Text:
    """Say why a trainee has a seat: 'second seat of Vietnam: policy manager, …'."""
    which, why = ordinal_words(number), qualities(candidate, rules)
    whose = Text("전체", "the call") if rules.country_per_trainee else unit_name(candidate.unit)
    return Text(f"{whose.ko} {which.ko} 자리: {why.ko}", f"{which.en} seat of {whose.en}: {why.en}")


def kept_out(caps: tuple[Cap, ...], one: Candidate, place: int, limits: Caps, rules: SelectionRules) -> Text:
    """Say which caps keep somebody out; `place` is the country's place in the order."""
    name, each = unit_name(one.unit), Text("도시", "city") if rules.per_city else Text("국가", "country")
    plural = "cities" if rules.per_city else "countries"
    own, companys = limits.of_unit(one.unit), limits.of_company(one.company)
    units, trainees = limits.countries, limits.trainees
    alone = {
        Cap.PER_COUNTRY: Text(f"{name.ko}의 {own}자리가 모두 찼습니다.", _taken(own, f"of {name.en}")),
        Cap.PER_COMPANY: Text(
            f"추천기업의 자리가 모두 찼습니다({companys}명 중 {companys}명).",
            f"the company's places are taken, {companys} of {companys}",
        ),
        Cap.COUNTRIES: Text(
            f"{each.ko} 수 한도({units})가 찼습니다({place}위).",
            f"{each.en} places are full, {ordinal(place)} of {units}",
        ),
        Cap.TRAINEES: Text(f"연수생 정원 {trainees}명이 찼습니다.", _taken(trainees, "for trainees")),
    }
    if len(caps) == 1:
        return alone[caps[0]]
    together = {
        Cap.PER_COUNTRY: Text(f"{each.ko}별 {own}명", f"at most {own} from one {each.en}"),
        Cap.PER_COMPANY: Text(f"추천기업별 {companys}명", f"at most {companys} from one company"),
        Cap.COUNTRIES: Text(
            f"{each.ko} 수 {units}{'곳' if rules.per_city else '개국'}(현재 {place}위)",
            f"{units} {plural} (this is the {ordinal(place)})"
        ),
        Cap.TRAINEES: Text(f"연수생 {trainees}명", f"{trainees} trainees in all"),
    }
    listed = [together[cap] for cap in caps]
    return Text(
        f"선정하면 {', '.join(text.ko for text in listed)} 한도를 모두 초과합니다.",
        f"two caps bind: {listed[0].en} and {listed[1].en}" if len(caps) == 2
        else f"{_COUNTED[len(caps)]} caps bind: {', '.join(text.en for text in listed)}",
    )


def _taken(seats: int | None, whose: str) -> str:
    return f"the only seat {whose} is taken" if seats == 1 else f"the {seats} seats {whose} are taken"


def reserve(scope_name: Text | None, number: int, why: Text) -> Text:
    """Say why a trainee is a reserve; `scope_name` names the country where one of its seats is waited for."""
    if scope_name is None:
        return Text(f"예비 {number}순위: {why.ko}", f"{ordinal(number)} reserve: {why.en}")
    return Text(
        f"{scope_name.ko} 예비 {number}순위: {why.ko}", f"{ordinal(number)} reserve for {scope_name.en}: {why.en}"
    )


def not_the_best(best_key: str, unit: Unit) -> Text:
    """Say that only the best nomination of a country gets seats."""
    name = unit_name(unit)
    return Text(
        f"{name.ko}에서는 순위가 가장 앞선 추천서({best_key})의 연수생만 선정합니다.",
        f"only the best nomination of {name.en} ({best_key}) gets seats",
    )


UNCATEGORISED = Text(
    "확인된 연수생 구분이 없어 자리를 배정하지 않습니다.", "no seat: no category of trainees was verified"
)


def country_in(place: int, ranked: RankedUnit, seats: int, short: Text | None, rules: SelectionRules) -> Text:
    """Say that a country is in; `short` says why it gets fewer seats than it could use."""
    by = standing(ranked.standing, rules)
    korean = f"선정: {place}위, {by.ko}, {seats}명"
    english = f"in: {ordinal(place)}, {by.en}, {count(seats, 'seat')}"
    return Text(f"{korean} ({short.ko})", f"{english} {short.en}") if short else Text(korean, english)


def fewer_seats(usable: int, caps: tuple[Cap, ...], limits: Caps) -> Text:
    """Say why a country gets fewer than the `usable` seats it has people for; `caps` keep its next one out."""
    if Cap.TRAINEES in caps:
        return Text(
            f"연수생 정원 {limits.trainees}명이 차서 {usable}명 중 일부만 선정",
            f"of the {usable} it could use: the {limits.trainees} seats for trainees are then taken",
        )
    return Text(
        f"추천기업의 자리가 차서 {usable}명 중 일부만 선정",
        f"of the {usable} it could use: places of its companies are taken",
    )


def country_out(why: Text) -> Text:
    return Text(f"제외: {why.ko}", f"out: {why.en}")


NOBODY_SITS = Text(
    "제외: 연수생 구분이 확인된 사람이 없습니다.", "out: nobody has a verified category of trainees"
)


def unplaced(keys: Iterable[str], rules: SelectionRules) -> Text:
    """Warn of eligible nominations that are not in the ranking."""
    listed = ", ".join(keys)
    if rules.settings.scores:
        return Text(
            f"점수가 없어 순위에 넣지 않은 추천서: {listed}", f"Not ranked, because nobody has scored them: {listed}"
        )
    return Text(
        f"합의 순위가 없어 순위에 넣지 않은 추천서: {listed}", f"Not ranked, for want of an agreed place: {listed}"
    )


def emptied(keys: Iterable[str]) -> Text:
    """Warn of eligible nominations of which nobody is left."""
    listed = ", ".join(keys)
    return Text(
        f"연수생이 모두 제외되어 순위에 넣지 않은 추천서: {listed}",
        f"Not ranked, because all their trainees are left out: {listed}",
    )
