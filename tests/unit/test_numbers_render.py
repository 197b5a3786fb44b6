from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.numbers import (
    Approx,
    Dimension,
    Period,
    Quantity,
    check_numbers,
    figures_in,
    find_periods,
    find_quantities,
    render,
    render_period,
    rewrite,
    same,
)
from assistant.numbers.classes import interval
from assistant.numbers.quantity import (
    BASIS_POINTS,
    COUNT,
    FRACTION,
    GROWTH,
    ORDINAL,
    PEOPLE,
    PERCENT,
    POINTS,
    TIMES,
    money,
)
from assistant.numbers.units import CURRENCIES, PHYSICAL
from index.models import Language

LANGUAGES: tuple[Language, Language] = ("en", "zh")
CURRENCY = st.sampled_from(sorted(CURRENCIES)).map(money)
MEASURED = st.one_of(
    CURRENCY,
    st.just(money("USD")),
    st.sampled_from([COUNT, PEOPLE, PERCENT, POINTS, BASIS_POINTS]),
    st.sampled_from(sorted(PHYSICAL)).map(lambda code: PHYSICAL[code][0]),
)
APPROX = st.one_of(st.none(), st.sampled_from(Approx))
FRAMES = {"en": "Sales came to {} in total.", "zh": "合计为{}。"}


@st.composite
def amounts(draw: st.DrawFn, minimum: int = 0) -> Fraction:
    """Amounts as reports state them: up to six digits, any magnitude."""
    digits = draw(st.integers(minimum, 999_999))
    return Fraction(digits) * Fraction(10) ** draw(st.sampled_from([-3, -2, -1, 0, 0, 3, 4, 6, 8, 9]))


def no_year(quantity: Quantity) -> bool:
    """A bare count such as 2025 reads as a year; English groups its digits, Chinese does not."""
    return quantity.unit != COUNT or not (1980 <= quantity.low < 2070 or 1980 <= quantity.high < 2070)


def back(quantity: Quantity, language: Language) -> Quantity:
    text = FRAMES[language].format(render(quantity, language))
    found = find_quantities(text)
    assert len(found) == 1, (text, [q.text for q in found])
    return found[0]


@pytest.mark.parametrize("language", LANGUAGES)
@given(amounts(), MEASURED, APPROX, st.booleans())
def test_a_rendered_quantity_reads_as_the_same(
    language: Language, value: Fraction, unit: object, approx: Approx | None, negative: bool
) -> None:
    value = -value if negative and approx is None and unit.dimension in {Dimension.MONEY, Dimension.SHARE} else value  # type: ignore[attr-defined]
    quantity = Quantity(value, value, unit, approx)  # type: ignore[arg-type]
    assume(no_year(quantity))
    assert same(back(quantity, language), quantity)


@pytest.mark.parametrize("language", LANGUAGES)
@given(amounts(1), amounts(1), MEASURED, APPROX)
def test_a_rendered_range_reads_as_the_same(
    language: Language, low: Fraction, width: Fraction, unit: object, approx: Approx | None
) -> None:
    quantity = Quantity(low, low + width, unit, approx)  # type: ignore[arg-type]
    assume(no_year(quantity))
    assert same(back(quantity, language), quantity)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.integers(1, 9), st.integers(2, 10), APPROX)
def test_fractions(language: Language, numerator: int, denominator: int, approx: Approx | None) -> None:
    if numerator < denominator:
        value = Fraction(numerator, denominator)
        quantity = Quantity(value, value, FRACTION, approx)
        assert same(back(quantity, language), quantity)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.sampled_from([TIMES, GROWTH]), st.integers(2, 400).map(lambda n: Fraction(n, 4)), APPROX)
def test_multiples(language: Language, unit: object, value: Fraction, approx: Approx | None) -> None:
    quantity = Quantity(value + 1, value + 1, unit, approx)  # type: ignore[arg-type]
    assert same(back(quantity, language), quantity)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [2, 3, 4, Fraction(1, 2)])
def test_growth_has_words(language: Language, value: Fraction) -> None:
    quantity = Quantity(Fraction(value), Fraction(value), GROWTH)
    assert same(back(quantity, language), quantity)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.integers(1, 14), st.one_of(CURRENCY, st.sampled_from([COUNT, PEOPLE])))
def test_vague_amounts_stay_vague(language: Language, power: int, unit: object) -> None:
    quantity = Quantity(Fraction(10**power), Fraction(10 ** (power + 1)), unit, vague=True)  # type: ignore[arg-type]
    assert same(back(quantity, language), quantity)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(1, None), (2, None), (3, None), (None, 1), (None, 2), (None, 9)])
@pytest.mark.parametrize(
    "part", [(None, None), ("low", None), ("mid", None), ("high", None), ("low", "mid"), ("mid", "high")]
)
def test_percent_classes(
    language: Language, size: tuple[int | None, int | None], part: tuple[str | None, str | None]
) -> None:
    if size[1] is None or part[0] is not None:
        quantity = Quantity(*interval(*size, *part), PERCENT, vague=True)
        assert same(back(quantity, language), quantity)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.integers(1, 999))
def test_positions(language: Language, rank: int) -> None:
    quantity = Quantity(Fraction(rank), Fraction(rank), ORDINAL)
    assert same(back(quantity, language), quantity)


YEARS = st.integers(1990, 2059)
PERIODS = st.one_of(
    st.builds(Period, year=st.one_of(st.none(), YEARS), quarter=st.integers(1, 4)),
    st.builds(Period, year=YEARS, quarter=st.integers(1, 4), fiscal=st.just(True)),
    st.builds(Period, year=st.one_of(st.none(), YEARS), half=st.integers(1, 2)),
    st.builds(Period, year=YEARS),
    st.builds(Period, year=YEARS, fiscal=st.just(True)),
    st.builds(Period, year=YEARS, month=st.integers(1, 12)),
    st.builds(Period, year=st.one_of(st.none(), YEARS), month=st.integers(1, 12), day=st.integers(1, 28)),
    st.builds(Period, year=YEARS, point=st.sampled_from(["start", "mid", "end"])),
    st.builds(Period, relative=st.sampled_from(["this_year", "last_year", "next_year"]), quarter=st.integers(1, 4)),
    st.builds(
        Period, relative=st.sampled_from(["this_year", "last_year", "next_year"]), point=st.sampled_from(["mid", "end"])
    ),
    st.builds(
        Period,
        relative=st.sampled_from(
            "this_year last_year next_year this_quarter last_quarter next_quarter this_month last_month next_month "
            "same_period_last_year ttm full_year yoy qoq".split()
        ),
    ),
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(PERIODS)
def test_a_rendered_period_reads_as_the_same(language: Language, period: Period) -> None:
    text = {"en": "We saw it in {}, as said.", "zh": "我们在{}看到,"}[language].format(render_period(period, language))
    assert find_periods(text) == [period]
    assert find_quantities(text) == []


@given(amounts(1), MEASURED, APPROX)
def test_a_rewritten_text_proves_the_original(value: Fraction, unit: object, approx: Approx | None) -> None:
    quantity = Quantity(value, value, unit, approx)  # type: ignore[arg-type]
    assume(no_year(quantity))
    chinese = FRAMES["zh"].format(render(quantity, "zh"))
    english = rewrite(chinese, "en")
    assert check_numbers(english, chinese) == []
    assert check_numbers(rewrite(english, "zh"), english) == []


@given(amounts(1), MEASURED, APPROX, st.sampled_from(LANGUAGES))
def test_the_figures_given_beside_a_quote_are_its_own(
    value: Fraction, unit: object, approx: Approx | None, language: Language
) -> None:
    quantity = Quantity(value, value, unit, approx)  # type: ignore[arg-type]
    assume(no_year(quantity))
    other: Language = "zh" if language == "en" else "en"
    quote = FRAMES[other].format(render(quantity, other))
    assert check_numbers("; ".join(figures_in(quote, language)), quote) == []


def test_figures_beside_a_quote_are_those_that_need_a_translation() -> None:
    quote = "运营收入 115 亿美元,利润率 9%,约 3.15 亿人,三项费用,数十亿美元,运营收入 115 亿美元"
    assert figures_in(quote, "en") == ("$11.5 billion", "about 315 million people")
    assert figures_in("Up 8% to 1.4 million homes, two branches", "zh") == ("140 万",)
