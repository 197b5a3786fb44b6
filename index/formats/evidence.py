"""Which doubtful labels are people after all, by what else the text says about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from index.namelists import FIRMS_LIKE_PEOPLE, NOT_NAMES
from index.names import (
    clean_name,
    fold_name,
    fold_text,
    has_han,
    is_full,
    is_given_name,
    is_name,
    is_romanised,
    is_whole,
    same_person_key,
)
from index.people import Label
from index.titles import has_firm_word

_MOST = 500
"""Names looked up in a text at most; a file with more doubtful labels is no transcript."""
_OFTEN = 4
"""Times that a usual full name stands alone before others speak for it without anything else."""
_REPEATED_PEOPLE = 3
_REPEATED_LABELS = 10
_INTRODUCES = (
    r"(?:\b(?:from|line of|go to|to|by|with|have|is|question|next|welcome|introduce|analyst|mr|ms|mrs|dr|officer"
    r"|president|director|relations|speaker|host|colleague|today"
    r"|operator|chairman|chief|cfo|ceo|and)[ ,:]+)"
)
_INTRODUCES_HAN = r"(?:来自|由|请|有请|交给|欢迎|分析师|官|总裁|董事长|主席|经理|总监|董秘|秘书|负责人|主管|代表|和|以及|的|先生|女士)"

_BEFORE_HAN = re.compile(f"{_INTRODUCES_HAN}$")
_BEFORE_LATIN = re.compile(f"(?:{_INTRODUCES}|{_INTRODUCES_HAN})$")
_FOLLOWING = re.compile(r" ([a-z'’]{2,30})(?: ([a-z]{2,30}))?")
_NEAR = 40
"""Characters before a name in which the words that introduce it stand."""
_MOST_PLACES = 400
_SHORTEST = 2


def shows_form(strong: bool, keys: Sequence[str], listed: Collection[str]) -> bool:
    """Whether the labels of a file show that it prints speakers at all.

    A label with a role or the operator is proof (`strong`), as are two people of a list of participants; failing
    both, several full names must return over and over (`keys` are those of the labels that are full names).
    """
    if strong or len(set(keys) & set(listed)) > 1:
        return True
    often = [count for count in Counter(keys).values() if count > 1]
    return len(often) >= _REPEATED_PEOPLE and sum(often) >= _REPEATED_LABELS


def vouched_for(text: str, doubtful: Mapping[str, Label], printed: Mapping[str, int], names_alone: bool) -> set[str]:
    """The keys (`same_person_key`) of the doubtful labels that are people.

    `printed` counts how often each stands as a label, `names_alone` says whether the file prints names without roles.
    A firm beside the name, a repeated label, or the text speaking of the same person elsewhere ("our next question
    comes from Ann Lee", "首席财务官张伟") vouches for a label; the bare look of a name does not.
    """
    if not doubtful or len(doubtful) > _MOST:
        return set()
    folded = fold_text(text)
    vouched = {key for key, label in doubtful.items() if _vouched_for(folded, label, printed[key], names_alone)}
    titles = {key for key, label in doubtful.items() if label.role == label.name and not has_firm_word(label.name)}
    return vouched | titles if len(vouched & titles) > 1 else vouched


def _vouched_for(folded: str, label: Label, printed: int, names_alone: bool) -> bool:
    if label.role and has_firm_word(label.role):
        return True
    if label.role and has_han(label.role) and not has_han(label.name) and is_given_name(label.name.split()[0]):
        return True  # 某某银行Ann Lee
    honoured = clean_name(label.name) != label.name
    if has_han(label.name) and honoured and printed > 1:
        return True  # 王总, 李女士
    if not has_han(label.name) and not is_whole(label.name) and not label.role and not label.alias:
        form = fold_name(clean_name(label.name))
        return (honoured and printed > 1) or _introduces_itself(folded, form) or _part_of_name(folded, form, printed)
    if label.alias and has_han(label.alias) != has_han(label.name) and is_name(label.name) and is_name(label.alias):
        return True  # 安·哈特(Ann Hart)
    surname, comma, given = clean_name(label.name).partition(", ")
    if comma and given:  # "Lee, Ann" is called Ann Lee elsewhere
        label, printed = replace(label, name=f"{given} {surname}"), 0
    forms = {fold_name(label.name), same_person_key(label.name), fold_name(clean_name(label.name))}
    if label.alias:
        forms.add(fold_name(label.alias))
    elsewhere = any(folded.count(form) > printed for form in forms)
    if label.role or label.alias:
        return printed > 1 or elsewhere
    if elsewhere and any(_introduced(folded, form) for form in forms):
        return True
    usual = not has_han(label.name) and (is_given_name(label.name.split()[0]) or is_romanised(label.name))
    return (names_alone and (printed > 2 or elsewhere or usual)) or (usual and is_full(label.name) and printed > _OFTEN)


def _introduces_itself(folded: str, form: str) -> bool:
    """Whether somebody says that this is their name ("hi, this is Rick on for Bob")."""
    return (
        re.search(
            rf"(?:this is|it's|my name is) (?:actually |just )?{re.escape(form)} (?:on|in|here|from|for|calling"
            rf"|filling|sitting"
            rf"|standing|stepping|asking|with|\[)",
            folded,
        )
        is not None
    )


def _part_of_name(folded: str, part: str, printed: int) -> bool:
    """Whether the text has this surname or given name in a full name: with a usual given name where it is printed
    again and again, else only where the full name is introduced."""
    for start, end in _places(folded, part):
        words = re.split(r"[^a-z'’]+", folded[max(0, start - _NEAR) : start])[-3:-1]
        for first in range(len(words)):
            given, full = words[first], " ".join([*words[first:], part])
            if given in NOT_NAMES or len(given) < _SHORTEST or full.replace(" ", "_") in FIRMS_LIKE_PEOPLE:
                continue
            if (printed > 1 and is_given_name(given)) or _introduced(folded, full):
                return True
        following = _FOLLOWING.match(folded, end)
        if printed > 1 and following is not None and following[1] not in NOT_NAMES:
            full = f"{part} {following[1]}"
            firm = has_firm_word(f"{full} {following[2] or ''}") or full.replace(" ", "_") in FIRMS_LIKE_PEOPLE
            if not firm and _introduced(folded, full):
                return True
    return False


def _places(folded: str, form: str) -> Iterator[tuple[int, int]]:
    """Where a name stands in a folded text, not as part of another word; as many places as are looked at."""
    at = -1
    for _ in range(_MOST_PLACES):
        at = folded.find(form, at + 1)
        if at < 0:
            return
        end = at + len(form)
        before, after = folded[at - 1 : at], folded[end : end + 1]
        if not ("a" <= before <= "z" and not has_han(form)) and not "a" <= after <= "z":
            yield at, end


def introduced(folded: str, name: str) -> bool:
    """Whether a folded text speaks of somebody in words that introduce: "the line of Ann Lee", "首席财务官张伟"."""
    return any(_introduced(folded, form) for form in {fold_name(name), same_person_key(name)})


def _introduced(folded: str, form: str) -> bool:
    before = _BEFORE_HAN if has_han(form) else _BEFORE_LATIN
    return any(before.search(folded[max(0, start - _NEAR) : start]) for start, _ in _places(folded, form))
