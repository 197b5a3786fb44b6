"""Invented calls of real length: the facts of `eval.across` in each, and around them an hour of invented talk."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice

from eval.across import chinese, english
from eval.across.companies import Company, quarters
from eval.across.library import InventedCall
from eval.across.texts import Line, Said
from eval.many import words

_WORDS_OF_TALK = {"en": 9_500, "zh": 12_000}
"""Of one call, about 60,000 bytes."""
_ROLES = {"en": ("Chief Executive Officer", "Chief Financial Officer"), "zh": ("首席执行官", "首席财务官")}


def calls(number: int) -> list[InventedCall]:
    """So many calls, always the same ones, half of them Chinese; a company has eight."""
    return list(islice(_calls(), number))


def _calls() -> Iterator[InventedCall]:
    for i in count():
        company = _company(i)
        for quarter in quarters(company):
            write = english.script if company.language == "en" else chinese.script
            script = write(quarter)
            yield InventedCall(quarter, replace(script, turns=_with_talk(script.turns, company, quarter.key)))


def _company(number: int) -> Company:
    rng = random.Random(f"many/{number}")  # noqa: S311 - the same company every time
    if number % 2:
        name = words.name_zh(rng)
        people = (words.name_zh(rng), words.name(rng)), (words.name_zh(rng), words.name(rng))
        ceo, cfo = (
            (f"{'陈林赵周吴'[number % 5]}{zh}", f"{latin} {'Chen Lin Zhao Zhou Wu'.split()[number % 5]}")
            for zh, latin in people
        )
        products = words.name_zh(rng) + "芯片", words.name_zh(rng) + "模组"
        return Company(
            f"firm{number:04d}", "zh", name + "科技", f"{300000 + number}.SZ", name, ceo, cfo, products, "片", "光刻胶", "合肥", rng.randrange(300, 9000)
        )  # fmt: skip
    name = words.name(rng, 3)
    given = ("Greta", "Desmond", "Lucia", "Howard", "Paul", "Victor", "Nadia", "Anna")
    chief, finance = (f"{rng.choice(given)} {words.name(rng)}" for _ in range(2))
    products = f"{words.name(rng)} arm", f"{words.name(rng)} cart"
    ticker = "".join(rng.choices("ABCDEFGHJKLMNPRSTVWX", k=4))
    return Company(
        f"firm{number:04d}", "en", f"{name} Inc.", ticker, name, (chief, ""), (finance, ""), products, "robots", "servo drives", "Tulsa", rng.randrange(200, 4000)
    )  # fmt: skip


def _with_talk(turns: tuple[Said, ...], company: Company, key: str) -> tuple[Said, ...]:
    """The turns with talk after each of them, and more questions and answers before the last."""
    rng = random.Random(f"many/{key}/talk")  # noqa: S311 - the same talk every time
    language = company.language
    left = _WORDS_OF_TALK[language]
    found = []
    for said in turns[:-1]:
        size = min(left, 1_600 if said.speaker.startswith((company.ceo[0], company.cfo[0])) else 60)
        left -= size
        found.append(Said(said.speaker, [*said.lines, *_talk(rng, language, size)]))
    asking = [
        said.speaker
        for said in turns
        if said.speaker.split(" -- ")[0] not in {"Operator", company.ceo[0], company.cfo[0]}
    ]
    asking = [name for name in asking if "Analyst" in name or "分析师" in name]
    roles = _ROLES[language]
    while left > 0:
        chief = rng.randrange(2)
        person = (company.ceo, company.cfo)[chief][0]
        speaker = f"{person} -- {roles[chief]}" if language == "en" else f"{person}({company.name}{roles[chief]})"
        found += [Said(rng.choice(asking), _talk(rng, language, 70)), Said(speaker, _talk(rng, language, 280))]
        left -= 350
    return (*found, turns[-1])


def _talk(rng: random.Random, language: str, size: int) -> list[Line]:
    """Sentences of so many words in all."""
    vocabulary = words.english() if language == "en" else words.chinese()
    lines = []
    while size > 0:
        drawn = vocabulary.draw(rng, rng.randrange(8, 26))
        size -= len(drawn)
        lines.append(Line(_english(rng, drawn) if language == "en" else _chinese(rng, drawn)))
    return lines


def _english(rng: random.Random, drawn: list[str]) -> str:
    place = rng.randrange(3, len(drawn))
    match rng.randrange(8):
        case 0:
            drawn.insert(place, f"{rng.randrange(2, 60)}.{rng.randrange(10)}%")
        case 1:
            drawn.insert(place, f"${rng.randrange(11, 990)} million")
        case 2:
            drawn.insert(
                place, rng.choice(("in the third quarter", "last year", "this quarter", "next year", "in 2026"))
            )
        case 3:
            drawn[place:place] = [words.name(rng), words.name(rng)]
    return " ".join([drawn[0].capitalize(), *drawn[1:]]) + "."


def _chinese(rng: random.Random, drawn: list[str]) -> str:
    place = rng.randrange(3, len(drawn))
    match rng.randrange(8):
        case 0:
            drawn.insert(place, f" {rng.randrange(2, 60)}.{rng.randrange(10)}%")
        case 1:
            drawn.insert(place, f" {rng.randrange(11, 99)} 亿元")
        case 2:
            drawn.insert(place, rng.choice(("第三季度", "去年", "本季度", "明年", " 2026 年")))
        case 3:
            drawn.insert(place, words.name(rng).upper()[:5])
    return "".join(drawn) + "。"
