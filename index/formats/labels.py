"""What stands printed in front of speech, read as a person: name, role, firm, and the name in the other language.

安・哈特(远山首席执行官)   首席执行官安・哈特   Ann Hart, CEO   Name -- Title   Q - Ann Lee   提问(北岸证券 李强)
"""

from __future__ import annotations

import re

from index.formats.qa_marks import asks, named_mark
from index.models import Kind
from index.namelists import NOT_NAMES, SURNAMES_ZH
from index.names import HAN, fold_name, has_han, is_full, is_name, is_single_name, simplify, split_scripts
from index.people import Label
from index.titles import has_firm_word, is_operator, is_unnamed, looks_like_role, split_role, title_codes, title_end

_PARENTHESIS = re.compile(
    r"(?P<name>[^()（）]{1,60}?(?:[(（][^()（）]{2,40}[)）]\s?[^()（）]{0,40}?)?)\s*"
    r"[(（](?P<inside>(?:[^()（）]|[(（][^()（）]*[)）]){1,110})[)）]"
)
_TWO_NAMES = re.compile(r"(?P<name>[^()（）]+?)\s*[(（](?P<alias>[^()（）]+)[)）]")
_SEPARATOR = re.compile(r"\s+[-/]\s+|\s*(?:-{2,3}|—{1,2}|–|―|\||｜)\s*|\s*[,\uff0c]\s*")
_INSIDE = re.compile(r"\s*[,\uff0c、;；/|｜]\s*|\s+[-–—]\s+")
_FIRM_AND_NAME = re.compile(rf"(?P<firm>[{HAN}]{{2,8}})\s*(?P<name>[A-Z][A-Za-zÀ-ž.'’ \-]+)")
_NAME_AND_FIRM = re.compile(rf"(?P<name>[A-Z][A-Za-zÀ-ž.'’ \-]+?)\s+(?P<firm>[{HAN}]{{2,10}})")
_FIRM_BEFORE_NAME = re.compile(
    rf"(?P<firm>(?:[{HAN}]{{2,8}}|[A-Z][A-Za-z&.]{{1,20}}))[\s/・·\-](?P<name>[{HAN}]{{2,4}})"
)
_ADDRESSED = re.compile(rf"[{HAN}](?:总|總|董|先生|女士|博士|老师|老師|总裁|董事长)")
_CLOCK = re.compile(r"\s*[(（\[]\s*\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\s*[)）\]]\s*$")
_QUOTATION = re.compile(r"\s*[(（]\s*[+\-]?\d[\d.,+\-% ]*[)）]")
"""What news sites put behind a firm: price and change of its share."""
_FIRM_JOINED = re.compile(
    rf"(?P<firm>[{HAN}A-Za-z&.]{{1,12}}(?:证券|證券|资本|資本|银行|銀行|基金|投资|投資|资管|資管|国际|國際|研究院?))的?(?P<name>[{HAN}]{{2,5}})"
)
_FIRM_ALONE = re.compile(rf"[{HAN}A-Za-z&.]{{2,12}}(?:证券|證券|资本|資本|银行|銀行|基金|资管|資管)")
_HONORIFIC = re.compile(r"(?:mr|ms|mrs|dr|prof)\.?\s+(?P<surname>[^\s]+(?:\s[^\s]+)?)", re.I)
_TITLE_ALONE = re.compile(
    r"C[EFOT]O|Chief [A-Z][a-z]+ Officer|(?:Head|VP|Director) of (?:IR|Investor Relations)|IR", re.I
)
_VERB = re.compile(r"\s*(?:提问|发问|问道|问|回答|答|发言)$")
_SHORT_FIRM = 10
_LONGEST_FIRM = 30
_LONGEST_FIRM_NAME = 60
_JOINED = re.compile(r"[A-Z][\w.'’-]+(?:,? [A-Z][\w.'’-]+){0,2},? & [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+)?")
_BETWEEN = " ,\uff0c、;；/|｜-–—"


def read_label(raw: str) -> tuple[Label, bool] | None:
    """What stands before the colon as a label, and whether it alone is proof; None where it is no person."""
    raw = _QUOTATION.sub("", _CLOCK.sub("", raw)).strip()
    if not any(c.isalpha() for c in raw) or _is_cut(raw):
        return None
    if is_operator(raw):
        return Label(raw, kind=Kind.OPERATOR), True
    if marked := named_mark(raw):
        kind, who = marked
        read = read_label(who) or ((Label(who, who), True) if has_firm_word(who) else None)
        return None if read is None else (asks(read[0], kind), True)
    if is_unnamed(raw):
        return Label(raw), True
    match = _PARENTHESIS.fullmatch(raw)
    if match:
        return _parenthesised(match["name"].strip(), match["inside"].strip())
    separator = _SEPARATOR.search(raw)
    if separator and separator.start() > 0:
        name, role = raw[: separator.start()].strip(), _VERB.sub("", raw[separator.end() :].strip())
        if looks_like_role(role) and _may_be_name(name):
            return Label(name, role), True
        if is_name(name) and has_firm_word(role) and len(role) < 60:
            return Label(name, role), False
        swapped = _SEPARATOR.split(raw)[-1].strip()
        if is_name(swapped) and looks_like_role(raw[: -len(swapped)].strip(_BETWEEN)):
            return Label(swapped, raw[: -len(swapped)].strip(_BETWEEN)), True
        if is_name(swapped) and is_firm(before := raw[: -len(swapped)].strip(_BETWEEN)):
            return Label(swapped, before), False
        if is_name(name) and is_firm(role):
            return Label(name, role), False
        if is_name(name) and 1 < len(role) <= _SHORT_FIRM and has_han(role):
            return Label(name, role), False
        return (Label(raw), False) if is_name(raw) else None
    return _joined(_VERB.sub("", raw))


def _is_cut(raw: str) -> bool:
    """Whether a parenthesis opens and does not close, as where the colon stands inside it ("Acme (NYSE: ACW)")."""
    return sum(raw.count(c) for c in "(（") != sum(raw.count(c) for c in ")）")


def is_firm(text: str) -> bool:
    """Whether a few words are a firm's name: by a word of it, or as names joined by a sign ("Fenwick & Rowe")."""
    return (
        len(text) < _LONGEST_FIRM_NAME
        and not title_codes(text)
        and (has_firm_word(text) or _JOINED.fullmatch(text) is not None)
    )


def _parenthesised(name: str, inside: str) -> tuple[Label, bool] | None:
    """`Name(role)`, `Name(other name, role)`, `Name(firm)`, `Title Name(firm)`."""
    if is_operator(name):
        return Label(name, kind=Kind.OPERATOR), True
    if is_unnamed(name):
        return Label(name, inside), True
    alias, role = None, inside
    both = _TWO_NAMES.fullmatch(name)
    if both and has_han(both["name"]) != has_han(both["alias"]):
        name, alias = both["name"], both["alias"].strip()
    pieces = _INSIDE.split(inside)
    if is_name(pieces[0]) and has_han(pieces[0]) != has_han(name) and not title_codes(pieces[0]):
        alias, role = pieces[0], inside[len(pieces[0]) :].strip(_BETWEEN)
    end = title_end(name)
    if 0 < end < len(name) and is_name(name[end:].strip()):
        title, name = name[:end].strip(), name[end:].strip()
        return Label(name, f"{role} {title}".strip() if not title_codes(role) else role, alias), True
    if title_codes(name) and not is_name(name):
        return None
    if looks_like_role(role) and (_may_be_name(name) or alias):
        return Label(name, role, alias), True
    if not is_name(name) and not alias and not (has_han(name) and has_firm_word(role) and _may_be_name(name)):
        return None
    return Label(name, role or None, alias), False


def _joined(raw: str) -> tuple[Label, bool] | None:
    """A title and a name without a sign between them ("某某公司分析师张伟", "CEO Ann Lee"), or a name alone."""
    if (is_name(raw) or is_single_name(raw)) and not title_codes(raw):
        return Label(raw), False
    name, alias = split_scripts(raw)
    if alias is not None:
        return Label(name, None, alias), False
    honoured = _HONORIFIC.fullmatch(raw)
    if honoured and _is_surname(honoured["surname"]):
        return Label(raw), False
    if _FIRM_ALONE.fullmatch(raw):
        return Label(raw, raw, kind=Kind.ANALYST), False
    joined = _FIRM_JOINED.fullmatch(raw)
    if joined and is_name(joined["name"]):
        return Label(joined["name"], joined["firm"]), False
    if _ADDRESSED.fullmatch(raw) and simplify(raw[0]) in SURNAMES_ZH:
        return Label(raw), False
    for pattern in (_FIRM_AND_NAME, _NAME_AND_FIRM, _FIRM_BEFORE_NAME):
        mixed = pattern.fullmatch(raw)
        if mixed and is_name(mixed["name"]) and not title_codes(raw):
            return Label(mixed["name"], mixed["firm"].strip()), False
    first, _, firm = raw.partition(" ")
    if has_han(raw) and is_name(first) and has_firm_word(firm) and len(firm) <= _LONGEST_FIRM:
        return Label(first, firm.strip()), looks_like_role(firm)
    end = title_end(raw)
    if end <= 0 or len(raw) > 60:
        return None
    role, name = raw[:end].strip(), raw[end:].strip(" 的")
    if name and is_name(name) and looks_like_role(role):
        return Label(name, role), True
    if name:
        titled = _name_before_title(raw)
        return (titled, True) if titled else None
    if has_han(raw):
        titled = _name_before_title(raw) or _name_joined_to_title(raw)
        if titled:
            return titled, True
        return (Label(raw, raw), False) if looks_like_role(raw) and split_role(raw)[0] else None
    return (Label(raw, raw), False) if _TITLE_ALONE.fullmatch(raw) else None


def _name_before_title(raw: str) -> Label | None:
    """A name with its title behind it ("Ann Hart CEO", "张勇 首席执行官")."""
    name, _, role = raw.partition(" ")
    while role:
        if is_name(name) and is_full(name) and looks_like_role(role):
            return Label(name, role.strip())
        more, _, role = role.partition(" ")
        name = f"{name} {more}"
    return None


def _name_joined_to_title(raw: str) -> Label | None:
    """A Chinese name with its title right behind it ("张勇首席执行官")."""
    for length in (2, 3, 4):
        name, role = raw[:length], raw[length:].strip(_BETWEEN)
        if is_name(name) and looks_like_role(role) and split_role(role)[0] is None and not title_codes(name):
            return Label(name, role)
    return None


def _is_surname(text: str) -> bool:
    """Whether one or two words behind "Mr." may be a surname: capitalised, and no common words."""
    return all(word[0].isupper() and word[-1].isalpha() and fold_name(word) not in NOT_NAMES for word in text.split())


def _may_be_name(name: str) -> bool:
    """A name beside a printed title need not be a usual one, but it is short and no title or firm itself."""
    if is_name(name):
        return True
    if title_codes(name) or has_firm_word(name) or any(c.isdigit() for c in name):
        return False
    if has_han(name):
        return 2 <= len(name) <= 20 and not any(c in "的了是在为、,。;；和与" for c in simplify(name))
    tokens = name.split()
    return 1 <= len(tokens) <= 5 and all(t[0].isupper() for t in tokens)
