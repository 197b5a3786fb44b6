"""What holds for every transcript: offsets, order, and the same reading under other line breaks and widths."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import parse
from index.models import Kind, Section, Transcript

EXECUTIVES = (("Ann Hart", "Chief Executive Officer"), ("Carl Gomez", "Chief Financial Officer"))
ANALYSTS = (("Bob Ray", "Northshore Securities"), ("Erin Moss", "Tidegate Research"))
EXECUTIVES_ZH = (("安・哈特", "远山科技首席执行官"), ("周明", "远山科技首席财务官"))
ANALYSTS_ZH = (("鲍勃・雷", "北岸证券"), ("李强", "潮门证券"))

SENTENCES = ("Demand was strong.", "Margins rose 2 points to 31.5%.", "We shipped 1.4 million units - a record.")
SENTENCES_ZH = ("需求非常旺盛。", "毛利率为 31.5%,同比提升 2 个百分点。", "我们出货 140 万片,创下纪录。")


@dataclass(frozen=True)
class Spoken:
    name: str
    kind: Kind
    section: Section
    question: int | None
    label: str
    text: str


@st.composite
def calls(draw: st.DrawFn, *, chinese: bool, heading: bool) -> tuple[str, list[Spoken]]:
    """A call of two executives and up to four questions, printed in one of the forms."""
    executives, analysts = (EXECUTIVES_ZH, ANALYSTS_ZH) if chinese else (EXECUTIVES, ANALYSTS)
    sentences = st.lists(st.sampled_from(SENTENCES_ZH if chinese else SENTENCES), min_size=1, max_size=3)
    operator = "主持人" if chinese else "Operator"

    def words() -> str:
        return draw(st.sampled_from(("\n", "\n\n", " "))).join(draw(sentences))

    def executive(section: Section, question: int | None, who: int) -> Spoken:
        name, role = executives[who]
        return Spoken(name, Kind.EXECUTIVE, section, question, role, words())

    said = [Spoken(operator, Kind.OPERATOR, Section.PREPARED, None, "", "欢迎。" if chinese else "Welcome, everyone.")]
    said += [executive(Section.PREPARED, None, i) for i in range(2)]
    for number in range(1, draw(st.integers(1, 4)) + 1):
        name, firm = analysts[number % 2]
        invites = f"下一个问题来自{firm}的{name}。" if chinese else f"Our next question comes from {name} with {firm}."
        said.append(Spoken(operator, Kind.OPERATOR, Section.QA, None, "", invites))
        role = f"{firm}分析师" if chinese else f"{firm} -- Analyst"
        said.append(Spoken(name, Kind.ANALYST, Section.QA, number, role, "请问前景?" if chinese else "How is it?"))
        said += [executive(Section.QA, number, draw(st.integers(0, 1))) for _ in range(draw(st.integers(1, 2)))]
    pieces = []
    for turn in said:
        if heading:
            label = f"{turn.name} -- {turn.label}" if turn.label else turn.name
            pieces.append(f"{label}\n{turn.text}\n")
        else:
            label = f"{turn.name}({turn.label})" if turn.label else turn.name
            pieces.append(f"{label}: {turn.text}\n")
    return draw(st.sampled_from(("", "\n"))).join(pieces), said


FORMS = st.one_of(
    calls(chinese=False, heading=False),
    calls(chinese=False, heading=True),
    calls(chinese=True, heading=False),
)


def check_offsets(transcript: Transcript) -> None:
    position = 0
    for turn in transcript.turns:
        assert transcript.source[turn.start : turn.end] == turn.text
        assert turn.text == turn.text.strip() != ""
        assert position <= turn.start < turn.end
        position = turn.end
    numbers = [turn.number for turn in transcript.turns]
    assert numbers == sorted(set(numbers))


@settings(max_examples=60, deadline=None)
@given(FORMS)
def test_generated_calls_are_read_as_they_were_made(made: tuple[str, list[Spoken]]) -> None:
    text, said = made
    transcript = parse(text)
    check_offsets(transcript)
    turns = [t for t in transcript.turns if t.speaker is not None]
    assert [(t.speaker.name, t.speaker.kind, t.section, t.question_no) for t in turns if t.speaker is not None] == [
        (s.name, s.kind, s.section, s.question) for s in said
    ]
    assert [t.text for t in turns] == [s.text for s in said]
    assert all(
        (t.part == "question") == (t.question_no is not None and s.kind is Kind.ANALYST)
        for t, s in zip(turns, said, strict=True)
    )


@settings(max_examples=40, deadline=None)
@given(FORMS, st.sampled_from(("\r\n", "\r")))
def test_line_breaks_change_nothing_but_offsets(made: tuple[str, list[Spoken]], line_break: str) -> None:
    text, _ = made
    one, other = parse(text), parse(text.replace("\n", line_break))
    check_offsets(other)
    assert one.id == other.id
    assert [(t.number, t.section, t.speaker, t.question_no, t.part) for t in one.turns] == [
        (t.number, t.section, t.speaker, t.question_no, t.part) for t in other.turns
    ]
    assert [t.text for t in one.turns] == [t.text.replace(line_break, "\n") for t in other.turns]


WIDE = str.maketrans({"(": "（", ")": "）", ":": "："})


@settings(max_examples=40, deadline=None)
@given(calls(chinese=True, heading=False))
def test_full_width_punctuation_is_read_alike(made: tuple[str, list[Spoken]]) -> None:
    text, said = made
    transcript = parse(text.translate(WIDE))
    check_offsets(transcript)
    assert [t.speaker.name for t in transcript.turns if t.speaker is not None] == [s.name for s in said]


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("AaBb安哈特。,:：()（）-—– \n\r\t·*#|\u200bOperator首席执行官CEO1"), max_size=200)
)
def test_any_text_keeps_the_offsets(text: str) -> None:
    check_offsets(parse(text))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_characters_keep_the_offsets(text: str) -> None:
    transcript = parse(text)
    for turn in transcript.turns:
        assert transcript.source[turn.start : turn.end] == turn.text
