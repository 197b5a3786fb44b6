"""Titles and roles: canonical codes, executive, analyst or operator, and the firm in a printed role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.models import Kind
from index.namelists import NOT_NAMES, PLACES
from index.names import fold_name, fold_with_offsets, has_han, simplify
from index.text import words

# Code, and its wordings on folded text. Earlier lines win: what one has matched is not seen by the next, so that a
# vice president is no president and a chief financial officer no "chief" at large.
_WORDINGS: tuple[tuple[str, str], ...] = (
    ("vice_chair", r"vice chair(?:man|woman|person)?|副董事长|副主席"),
    (
        "vp",
        r"(?:senior )?(?:executive |senior |group |corporate |deputy )?vice president|\b[sea]?vp\b"
        r"|(?:资深|高级|执行|集团|常务|全球)*副总裁|副总经理|资深副总|执行副总",
    ),
    ("ceo", r"chief executives?(?: officer)?|\bceo\b|首席执行[官长]|行政总裁|执行长|首席执行"),
    (
        "cfo",
        r"(?:chief|principal) financial(?: officer)?|chief finance officer|\bcfo\b"
        r"|首席财务(?:官|长|总监)|财务长|财务总监|财务官",
    ),
    ("coo", r"chief operat(?:ing|ions)(?: officer)?|\bcoo\b|首席(?:运营|营运|经营)[官长]|营运长|运营长"),
    ("cto", r"chief tech(?:nology|nical)(?: officer)?|\bcto\b|首席(?:技术|科技)[官长]|技术长"),
    ("chief_investment", r"chief investment officer|首席投资官"),
    ("cio", r"chief information(?: officer)?|\bcio\b|首席信息[官长]|资讯长"),
    ("cmo", r"chief marketing(?: officer)?|\bcmo\b|首席(?:营销|市场)[官长]|行销长"),
    ("strategy", r"chief strategy(?: officer)?|\bcso\b|首席(?:战略|策略)[官长]|策略长"),
    ("product", r"chief product(?: officer)?|\bcpo\b|首席产品[官长]"),
    (
        "commercial",
        r"chief (?:commercial|revenue|customer|business)(?: officer)?|\bc[cr]o\b|首席(?:商务|商业|营收|客户)[官长]",
    ),
    ("people", r"chief (?:people|human resources)(?: officer)?|\bchro\b|首席(?:人力资源|人才)[官长]|人资长"),
    ("counsel", r"(?:general|chief legal) (?:counsel|officer)|首席(?:法务|法律)[官长]|总法律顾问|法务长"),
    ("accounting", r"chief accounting(?: officer)?|\bcao\b|首席会计[官师]|会计长"),
    ("chief", r"chief (?:[a-z&]+ ){1,5}officer|首席[\u4e00-\u9fff]{2,6}[官长]|首席科学家"),
    ("ir", r"investors? relations?|\biro?\b|(?:投资者|投资人|投资)关[系係]|投关"),
    ("chair", r"chair(?:man|woman|person)?(?: of the board)?\b|董事长|董事会主席|主席"),
    ("founder", r"(?:co )?founders?\b|(?:联合|共同)?创(?:始|办)人"),
    ("president", r"president|总裁"),
    ("gm", r"general manager|总经理"),
    ("treasurer", r"treasurer|司库"),
    ("controller", r"controller|comptroller|财务主管"),
    ("secretary", r"secretary|董事会秘书|公司秘书|董秘"),
    ("analyst", r"(?:equity |research )*analysts?\b|分析[师员]|研究员"),
    ("operator", r"\boperator\b|\bmoderator\b|主持人|接线[员生]|话务员|会议主持|操作员|司仪"),
    ("head", r"\bhead of\b|\bhead\b|负责人|主管"),
    ("director", r"(?:managing )?directors?\b|董事总经理|董事|总监"),
    ("manager", r"\bmanager\b|经理"),
    ("trustee", r"trustee"),
    ("spokesperson", r"spokes(?:man|woman|person)|发言人"),
)
_TITLES = tuple((code, re.compile(wording, re.ASCII)) for code, wording in _WORDINGS)  # \b beside Chinese characters
GENERIC_TITLES = frozenset({"vp", "chief", "head", "director", "manager", "trustee"})
"""Titles that many people have: in "head of investor relations" the other title says who is meant."""
_AMBIGUOUS_IN_FIRMS = GENERIC_TITLES | {"gm"}

_OPERATOR = re.compile(
    r"(?:conference |call |the |teleconference |event |webcast |meeting )*(?:operator|moderator|coordinator|facilitator)"
    r"|(?:conference |call |event |webcast |meeting )+host|(?:电话)?(?:会议|大会)?(?:主持人?|司仪)|(?:电话)?接线[员生]|话务员|(?:会议)?操作员|(?:会议)?协调[员人]|总机|运营商"
)
_UNNAMED = re.compile(
    r"(?:unidentified|unknown|unnamed) (?:[a-z]+ ){0,2}(?:analyst|speaker|participant|attendee|executive"
    r"|representative|person|male|female|shareholder|caller)|(?:未知|不明|未具名|匿名)(?:发言人|分析师|参会者"
    r"|人士"
    r"|提问者|说话人|讲者)|analyst|发言人|(?:the )?(?:interpreter|translator)|(?:现场)?(?:口译|翻译)(?:员|人员)?"
)
_ASKER = re.compile(
    r"(?:unidentified |unknown )?(?:analyst|caller|questioner|investor|shareholder) ?(?:\d{1,3}|[a-z])"
    r"|(?:分析师|提问者|提问人|投资者|网友|股东|记者|机构)(?: ?_?[a-z\d]{1,12}| ?[甲乙丙丁])"
)
_ANYBODY = re.compile(r"q|question|问题?|提问者?|(?:投资者|分析师|机构|嘉宾|现场)(?:提?问)?")
_TWO_SCRIPTS = re.compile(r"([\u4e00-\u9fff]+)([^\u4e00-\u9fff]+)|([^\u4e00-\u9fff]+)([\u4e00-\u9fff]+)")
_NUMBERED = re.compile(r"(?:speaker|spk|spkr|participant|voice|讲者|说话人|发言人|嘉宾)(?: ?\d{1,3}| [a-z])")

# A role in a text is written with these words and with capitalised ones only.
_ROLE_WORDS = words(
    "a an and at co corporate director executive finance financial for from group head in investor legal manager of "
    "officer on operating operations president relations research senior strategy the to vice with chief chairman "
    "analyst communications development accounting administrative affairs banking board business chair co-chief "
    "co-founder commercial controller corporate counsel credit founder general global human information marketing "
    "mergers operating people planning product public resources revenue risk secretary strategic sustainability "
    "technology treasurer treasury"
)
_DASHES = re.compile(r"\s+-\s+|\s*(?:-{2,3}|—{1,2}|–|―|⸺|\||｜)\s*")
_CORPORATE = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|ltd|limited|llc|llp|lp|plc|co|company|ag|sa|nv|se|group|holdings?|bank|capital"
    r"|securities|partners|research|advisors|markets|associates|asset management)\b\.?$",
    re.I,
)
_AT_FIRM = re.compile(r"^(?P<title>.+?)\s+(?:at|with|from|@)\s+(?P<firm>.+)$", re.I)
_OF_FIRM = re.compile(
    r"^(?P<title>(?:.*\b)?(?:chief [\w ]+ officer|c[ef]o|coo|cto))\s+(?:of|for)\s+(?P<firm>.+)$", re.I
)
_FIRM_BEFORE = re.compile(
    r"^(?P<firm>(?:[A-Z0-9&][\w&.,'’\-]*\s+){1,5}?)(?P<title>(?:(?:Senior|Equity|Research|Lead)\s+)*Analyst|CEO|CFO|COO|CTO"
    r"|Chief\s.+|President.*|Chair(?:man|woman)?\b.*|VP\b.*|IR\b.*)$",
    re.I,
)
_MODIFIERS = words(
    "acting and associate chief co corporate deputy director equity executive financial former founder global "
    "group head "
    "industry interim lead managing of principal regional research senior the unidentified unknown vice "
    "executive sell-side "
    "buy-side & worldwide"
)
_ZH_TITLE = re.compile(
    r"(?:(?:现任|前|临时|代理|联席|共同|联合|高级|资深|执行|常务|全球|首席|投资者关系|投资人关系|投资关系|投关"
    r"|财务部?|战略部?|企业传播|公关部?|资本市场部?|兼|及|和|与|暨|、)\s*)*"
    r"(?:首席|副总裁|副总经理|副董事长|副主席|副总|总裁|总经理|总监|董事|主席|创始人|创办人|执行长|财务长|营运长|运营长|技术长|策略长|资讯长|行销长"
    r"|法务长|人资长|会计长|行政总裁|财务官|司库|董秘|公司秘书|投资者关系|投资人关系|投关|负责人|主管|经理|发言人"
    r"|(?<![A-Za-z])(?:CEO|CFO|COO|CTO|CIO|CMO|CSO|IR|[SE]?VP|President|Chairman|Chief|Head|Director)(?![A-Za-z]))",
    re.I,
)
_ZH_ANALYST = re.compile(
    r"的?\s*(?:(?:首席|资深|高级|执行|助理|卖方|买方|股票研究|股权研究|股票|行业|互联网|科技|半导体|汽车|消费|电商|传媒|TMT)\s*)*(?:分析[师員员師]|研究员)$",
    re.I,
)
_FIRM_WORD = re.compile(
    r"\b(?:securities|capital|research|bank|partners|llc|inc|group|markets|advisors|asset|management|investments?|financial"
    r"|associates|equity|equities|co|company|corp|corporation|ltd|l\.?p|plc|llp|holdings|fund|brothers)\b"
    r"|证券|證券|银行|銀行|资本|資本|基金|投资|集团|公司",
    re.I,
)
_EDGES = " ,;\uff0c\uff1b"
_DEPARTMENT = re.compile(r"(?:部门?|办公室|辦公室|事业[部群]|事業[部群]|委员会|委員會)$")
_GENERIC_FIRM = words("公司 本公司 集团 本集团 我们 我司 该公司 the company company")


@lru_cache(maxsize=4096)
def title_codes(role: str) -> tuple[str, ...]:
    """Canonical codes of the titles in a role, in the order printed: "President & CEO" is ("president", "ceo")."""
    return tuple(dict.fromkeys(code for _, _, code in title_spans(fold_name(role))))


def title_spans(folded: str) -> list[tuple[int, int, str]]:
    """Where titles stand in a text folded by `fold_name`: (start, end, code), in order, without overlap."""
    spans: list[tuple[int, int, str]] = []
    rest = folded
    for code, wording in _TITLES:
        found = [(m.start(), m.end()) for m in wording.finditer(rest) if m.group().strip()]
        for start, end in found:
            spans.append((start, end, code))
            rest = rest[:start] + "\0" * (end - start) + rest[end:]
    return sorted(spans)


def title_end(text: str) -> int:
    """Where the last title of a text ends, as an offset into it; 0 where it holds none."""
    folded = fold_with_offsets(text)
    spans = title_spans(folded.text)
    return folded.span(*spans[-1][:2])[1] if spans else 0


def is_operator(name: str) -> bool:
    """Whether a label names the operator of the call: "Operator", "会议主持人", "主持人 Operator"."""
    folded = fold_name(name)
    if _OPERATOR.fullmatch(folded):
        return True
    both = _TWO_SCRIPTS.fullmatch(folded)
    return both is not None and all(_OPERATOR.fullmatch(part.strip(" /|()")) for part in both.groups() if part)


def is_asker(name: str) -> bool:
    """Whether a label tells somebody who asks by a letter or number only: "Analyst 2", "分析师A", "投资者_1683"."""
    return _ASKER.fullmatch(fold_name(name)) is not None


def is_unnamed(name: str) -> bool:
    """Whether a label stands for somebody whose name the transcriber did not know: "Unidentified Analyst"."""
    return _UNNAMED.fullmatch(fold_name(name)) is not None or is_numbered(name) or is_asker(name)


def is_numbered(name: str) -> bool:
    """Whether a label is a number given to a voice: "SPEAKER_00", "Speaker 2", "发言人1"; it says nothing of a role."""
    return _NUMBERED.fullmatch(fold_name(name)) is not None


def is_anybody(name: str) -> bool:
    """Whether a label marks whoever asks: "Q", "问", "提问者". The next one to ask may be somebody else."""
    return _ANYBODY.fullmatch(fold_name(name)) is not None


def has_firm_word(text: str) -> bool:
    """Whether a text holds a word by which firms are known: "Securities", "Inc.", "证券"."""
    return _FIRM_WORD.search(text) is not None


def looks_like_role(text: str) -> bool:
    """Whether a text is a printed role and not part of a sentence: titles, capitalised words and connecting ones."""
    if not 1 < len(text) <= 150 or not title_codes(text):
        return False
    if has_han(text):
        return len(text) <= 60 and not re.search(
            r"[。!?！？;；]|(?:表示|说|称|指出|认为|强调|透露|介绍|问道|补充)$", simplify(text)
        )
    tokens = re.split(r"[\s,/]+", text.strip())
    return len(tokens) <= 22 and all(
        t.lower().strip("().;&") in _ROLE_WORDS or not t[:1].islower() for t in tokens if t
    )


def kind_of(role: str) -> Kind | None:
    """What the holder of a role is in the call, where the role alone says so."""
    codes = set(title_codes(role))
    if "analyst" in codes:
        return Kind.ANALYST
    if not codes:
        return None
    if codes == {"operator"}:
        return Kind.OPERATOR
    return Kind.EXECUTIVE


def is_certain(role: str) -> bool:
    """Whether the role's kind holds whatever the firm: a "director" of a bank may be one of the analysts."""
    codes = set(title_codes(role))
    return bool(codes - _AMBIGUOUS_IN_FIRMS)


def split_role(role: str) -> tuple[str | None, str | None]:
    """The firm and the title of a printed role: "北岸证券 分析师" is ("北岸证券", "分析师").

    Understands firm and title set apart by dashes or commas ("Acme Corp. - Chairman & CEO", "Acme Corp, CEO"),
    joined ("Goldman Sachs analyst", "远山首席执行官"), or by a word ("analyst at Citi", "CEO of Acme").
    A role without any known title is a firm.
    """
    role = role.strip(_EDGES)
    if not role:
        return None, None
    pieces = [p.strip(_EDGES) for p in _DASHES.split(role) if p.strip(_EDGES)]
    if len(pieces) > 1:
        titled = [bool(title_codes(p)) for p in pieces]
        if any(titled):
            title = pieces[titled.index(True)]
            if False in titled:
                return _firm(pieces[titled.index(False)]), title
            return split_role(title)[0], title
        return _firm(pieces[0]), None
    if not title_codes(role):
        return _firm(role), None
    return _split_han(role) if has_han(role) else _split_latin(role)


def _split_han(role: str) -> tuple[str | None, str | None]:
    simple = simplify(role)
    pieces = [p.strip() for p in re.split(r"[,\uff0c、;；/]", role) if p.strip()]
    titled = [bool(title_codes(p)) for p in pieces]
    if len(pieces) > 1 and False in titled:
        firm = pieces[titled.index(False)]
        title = pieces[titled.index(True)]
        inner, rest = _split_han(title)
        return (inner or _firm(firm)), rest
    match = _ZH_ANALYST.search(simple) or _ZH_TITLE.search(simple)
    if match is None:
        return None, role
    return _firm(role[: match.start()]), role[match.start() :].lstrip(" 的")


def _split_latin(role: str) -> tuple[str | None, str | None]:
    pieces = [p.strip() for p in role.split(",") if p.strip()]
    titled = [bool(title_codes(p)) for p in pieces]
    if len(pieces) > 1 and not titled[0]:
        first = titled.index(True)
        return _firm(", ".join(pieces[:first])), ", ".join(pieces[first:])
    if len(pieces) > 1 and not titled[-1] and (_CORPORATE.search(pieces[-1]) or _names_firm(pieces)):
        last = len(pieces) - (2 if len(pieces) > 2 and not titled[-2] else 1)
        return _firm(", ".join(pieces[last:])), ", ".join(pieces[:last])
    for pattern in (_AT_FIRM, _OF_FIRM):
        match = pattern.match(role)
        if match and title_codes(match["title"]) and match["firm"][:1].isupper():
            return _firm(match["firm"]), match["title"]
    match = _FIRM_BEFORE.match(role)
    if match:
        firm = match["firm"].strip(" ,")
        tokens = [t.lower().strip(".,") for t in firm.split()]
        if not title_codes(firm) and not set(tokens) & _MODIFIERS:
            return _firm(firm), match["title"]
    return None, role


def _names_firm(pieces: Sequence[str]) -> bool:
    """Whether the last of a title's pieces is a firm though no word says so: "Analyst, Northshore", "CEO, Farhill".

    Heads of a whole company only: behind another title a part of it stands ("President, Building Technologies").
    """
    codes = {code for piece in pieces[:-1] for code in title_codes(piece)}
    words = [fold_name(word) for word in pieces[-1].split()]
    known = any(word in NOT_NAMES or word in PLACES for word in words) or fold_name(pieces[-1]) in PLACES
    return "analyst" in codes or (
        bool(codes & {"ceo", "cfo", "coo", "chair"}) and pieces[-1][:1].isupper() and not known
    )


def _firm(text: str) -> str | None:
    firm = text.strip(f"{_EDGES}的·-—–")
    return None if not firm or fold_name(firm) in _GENERIC_FIRM or _DEPARTMENT.search(firm) else firm
