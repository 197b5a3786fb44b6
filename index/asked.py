"""Where the grammar of a question asks for a person: "what did X say", "according to X", "X's view", "X怎么看"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.namelists import GIVEN_NAMES, NOT_NAMES, TRANSLITERATION, WORDS_AND_NAMES
from index.names import fold_name, simplify
from index.text import words

_AUX = r"(?:did|does|do|would|had|has|have|was|is|can|could|will|didn['’]t|doesn['’]t)"
# What only people (and those who speak for firms) do: the subject of such a verb is somebody.
_SAYS = (
    r"(?:say|says|said|saying|think|thinks|thought|explain\w*|mention\w*|comment\w*|talk\w*|answer\w*|respond\w*|repl(?:y|ies|ied)|tell|tells|told"
    r"|ask|asks|asked|asking|describ\w*|believ\w*|argu(?:e|es|ed)|claim\w*|stat(?:e|es|ed)|speak|speaks|spoke|remark\w*|promis\w*|warn\w*|admit\w*|clarif\w*"
    r"|emphasi[sz]\w*|stress\w*|suggest\w*|discuss\w*|respond|address\w*|note|noted|notes|feel|feels|felt|predict\w*|quote\w*|characteri[sz]\w*|confirm\w*|hint\w*|joke\w*|opine\w*)"
)
_WORD = r"[A-Za-zÀ-ž][A-Za-zÀ-ž0-9.'’\-]*"
_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,4}}?"
_ADVERB = r"(?:\s+(?:also|really|actually|specifically|ever|just|then|even|mean to|have to|want to|go on to|not))*"
_NOUN = (
    r"(?:views?|opinions?|takes?|comments?|remarks?|answers?|responses?|explanations?|thoughts?|stance"
    r"|positions?|statements?|words|quotes?|questions?|outlook|perspective|predictions?|reply|argument|reasoning"
    r"|tone|assessment)"
)
_ENGLISH = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_AUX}\s+(?P<name>{_NAME}){_ADVERB}\s+{_SAYS}\b",
        (
            rf"\b(?:according to|in the words of|(?:quotes?|remarks?|comments?|statements?|views?|opinions?|answers?"
            rf"|responses?|questions?|words|thoughts|take|explanation)\s+(?:of|by|from)|(?:said|asked|mentioned"
            rf"|stated|made|given|raised|explained)\s+by|did\s+we\s+hear\s+from|hear\s+from|quote"
            rf"|ask)\s+(?P<name>{_NAME})(?=\s*(?:[,.?!;:]|$|\s(?:about|on|regarding|in|say|said|think|at|and|or|to"
            rf"|the|when|during|what|how|why|is|are|was|were|did|does|expect\w*)\b))"
        ),
        rf"(?<![\w'’])(?P<name>{_NAME})['’]s?\s+(?:\w+\s+)?{_NOUN}\b",
        rf"(?:^|[,;:]\s*|\b(?:what|why|how|that|when|where|if|whether|and|who|which)\s+)(?P<name>{_NAME}){_ADVERB}\s+(?:says|said|thinks|thought|explained|mentioned|told|asked|commented|claimed|believes|believed|stated|argued|noted|described|answered|responded|replied|promised|warned)\b",
        rf"\bwho\s+(?:is|was)\s+(?P<name>{_NAME})(?=\s*[?.!,]|\s*$|\s+(?:and|in|on)\b)",
        (
            rf"\b(?:is|was|did|does|will)\s+(?P<name>{_NAME})\s+(?:on|at|attend|join|speak on|part of|present"
            rf"|take part in|participat\w+ in|appear (?:on|in))\s+(?:on\s+|in\s+)?(?:the|this"
            rf"|that)\s+(?:earnings\s+)?(?:call|conference)"
        ),
    )
)
_STOP = words(
    "what's who's how's where's that's it's there's here's let's "
    "a about actually again all also am an analyst analysts and any anybody anyone are as asked at be been being "
    "both but by call can "
    "could did do does each either else ever every everybody everyone executive executives exactly first for "
    "from had has have he her "
    "here him his how i if in into is it its just last latest leadership let management many may me might more "
    "most much must my next "
    "nobody not now of off on one only operator or other others our out over people person question really said "
    "same say says second she should "
    "so some somebody someone speaker speakers specifically still such team than that the their them then there "
    "these they think this "
    "those to today too up us very was we were what when where which while who whom whose why will with would "
    "yet you your about "
    "compare contrast summarize summarise list give show find describe explain quote tell state name identify outline "
    "company companies firm investors shareholders customers ceo cfo coo cto president chairman officer chief "
    "board bank banks mr ms mrs dr"
)

_ZH_CLAUSE = re.compile(r"[^,\uff0c。?？!！;\uff1b、:\uff1a\n“”\"《》()（）]+")
_ZH_LEAD = re.compile(
    r"^(?:那么|那|请问|请|问一下|想知道|我想知道|告诉我|根据|依据|按照|据|关于|对于|针对|就|在|当|从|为什么|为何|为啥|比较|对比|到底|究竟|总结|概括|列出|介绍一下|电话会上|会上|会议上|财报会上|本次会议|这次会议"
    r"|是否|有没有|什么是|哪些|以及|还有|和|与|跟|而|并|但|不过|所以|另外|请总结|苹果|公司|前任?|现任|首席执行官|首席财务官|首席运营官|董事长|总裁|分析师|CEO|CFO|COO|CTO)+",
    re.I,
)
_ZH_SAYS = re.compile(
    r"说|表示|提到|提及|认为|看待|怎么看|如何看|看好|看法|观点|回答|回应|解释|指出|强调|透露|评价|评论|谈|讲|称|介绍|承认|否认|觉得|态度|意见|言论|发言|提问|问了|问到|的问题|预测|警告|承诺|描述|意思|原话|说法|参加|出席|在场"
)
_ZH_NAME_END = re.compile(
    r"先生|女士|小姐|博士|总(?![裁部体结])|老师|本人|自己|对|就|在|关于|是|怎|如何|为什|为何|有没|有|是否|曾|又|都|还|也|会|能|说|表示|提|认为|看|谈|讲|指出|强调|回|解释|透露|评|介绍|承|否|觉得"
    r"|的|问|发言|给|把|被|将|预|警|称|态度|意见|今天|当时|后来|最近|和|与|跟|及|描述|、|\s"
)
_LATIN_RUN = re.compile(r"[A-Z][A-Za-zÀ-ž.'’\-]+(?:\s[A-Z][A-Za-zÀ-ž.'’\-]+)*")
_ZH_NOBODY = words(
    "他 她 它 他们 她们 它们 谁 哪位 哪个 哪些 什么 大家 我们 你们 你 我 您 公司 管理层 高管 分析师 主持人 有人 "
    "某人 投资者 股东 客户 员工 会议 电话会 财报 文中 文章 新闻 市场 外界 媒体 团队 双方 "
    "对方 各位 业务 本次 这次 上述 全部 所有 问题 多少 几个 几家 首席 总裁 董事 目前 未来 今年 明年 去年 季度 "
    "全年 关于 对于 管理 零售 广告 云 芯片 指引 资本 成本 利润 收入 营收 毛利率 现金流 人工智能 如何 怎么 为什么 "
    "是否 "
    "有没有 能否 可否 请问 根据 高层 领导 嘉宾 专家 机构 银行 券商 投行 竞争对手 同行 对手 记者 编辑 作者 提问者 "
    "发言人 人 者"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Words of a question in a place where a person may stand; `certain` where hardly anything else can."""

    start: int
    end: int
    text: str
    certain: bool = True


def slots(question: str) -> Iterator[Slot]:
    """The places of a question where its grammar asks for a person, each name once."""
    seen: set[tuple[int, int]] = set()
    for slot in (*_english(question), *_chinese(question)):
        if (slot.start, slot.end) not in seen:
            seen.add((slot.start, slot.end))
            yield slot


def _english(question: str) -> Iterator[Slot]:
    for pattern in _ENGLISH:
        for match in pattern.finditer(question):
            start, end = match.span("name")
            for piece in re.finditer(r"(?:(?!\s+(?:and|or)\s+|\s*[,/&]\s*).)+", question[start:end]):
                if slot := _trimmed(question, start + piece.start(), start + piece.end()):
                    yield slot


def _plain(word: str) -> str:
    return word.lower().strip(".,").replace("’", "'")


def _trimmed(question: str, start: int, end: int) -> Slot | None:
    """A slot without the function words at its ends; None where function words are all it holds, or stand within."""
    tokens = [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", question[start:end])]
    while tokens and _plain(question[slice(*tokens[0])]) in _STOP:
        tokens.pop(0)
    while tokens and _plain(question[slice(*tokens[-1])]) in _STOP:
        tokens.pop()
    if not tokens:
        return None
    start, end = tokens[0][0], tokens[-1][1]
    text = re.sub(r"(?:['’]s|['’]|[.,])$", "", question[start:end])
    if any(_plain(token) in _STOP for token in text.split()):
        return None
    return Slot(start, start + len(text), text)


def _chinese(question: str) -> Iterator[Slot]:
    simple = simplify(question)
    for clause in _ZH_CLAUSE.finditer(simple):
        text = clause.group()
        says = _ZH_SAYS.search(text)
        if says is None:
            continue
        lead = _ZH_LEAD.match(text.lstrip())
        start = len(text) - len(text.lstrip()) + (lead.end() if lead else 0)
        latin = _LATIN_RUN.match(text, start)
        stop = None if latin else _ZH_NAME_END.search(text, start)
        end = latin.end() if latin else stop.start() if stop else len(text)
        name = text[start:end].strip()
        if (
            2 <= len(name) <= 12
            and name not in _ZH_NOBODY
            and re.fullmatch(r"[\u3400-\u9fff·・•‧.．]+|[A-Za-z][A-Za-z .'’\-]+", name)
        ):
            at = clause.start() + start
            yield Slot(at, at + (end - start), question[at : at + (end - start)].strip())


_LATIN_WORD = re.compile(r"[A-Za-zÀ-ž][A-Za-zÀ-ž0-9'’\-]*")
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ž0-9'’\-]*")
_DOT = r"\s?[·・•‧∙⋅･．.]\s?"
_DOTTED = re.compile(rf"[\u3400-\u9fff]{{1,8}}(?:{_DOT}[\u3400-\u9fff]{{1,8}})+")
_SOUNDS = "".join(sorted(TRANSLITERATION))
_SOUNDS_AT_END = re.compile(f"[{_SOUNDS}]+$")
_SOUNDS_AT_START = re.compile(f"(?:(?!提[到及出问]|里|对)[{_SOUNDS}])+")


def spelled_out(question: str) -> Iterator[Slot]:
    """Names that show by themselves: a usual given name with a surname ("Bob Ray"), or parts joined by a dot."""
    for one, two in pairwise(_LATIN_WORD.finditer(question)):
        surname = re.sub(r"['’]s?$", "", two.group())
        end = two.start() + len(surname)
        if not question[one.end() : two.start()].isspace() or not is_capitalised(f"{one.group()} {surname}"):
            continue
        given = fold_name(one.group())
        sentence_word = given in WORDS_AND_NAMES and not question[: one.start()].strip()
        if given in GIVEN_NAMES and fold_name(surname) not in NOT_NAMES and not is_code(surname) and not sentence_word:
            yield Slot(one.start(), end, question[one.start() : end], certain=False)
    simple = simplify(question)
    for match in _DOTTED.finditer(simple):
        pieces = re.split(_DOT, match.group())
        first, last = _SOUNDS_AT_END.search(pieces[0]), _SOUNDS_AT_START.match(pieces[-1])
        start = match.start() + (first.start() if first else max(0, len(pieces[0]) - 2))
        end = match.end() - len(pieces[-1]) + (last.end() if last else min(2, len(pieces[-1])))
        yield Slot(start, end, question[start:end])


def is_capitalised(text: str) -> bool:
    """Whether every word of a Latin text is capitalised."""
    return all(_CAPITALISED.fullmatch(word) for word in text.split())


def is_code(word: str) -> bool:
    """Whether a word is an acronym or in mixed case ("AI", "iPhone"), unlike "McKinley" and "O'Neill"."""
    bare = re.sub(r"^(?:Mc|Mac|O['’]|De|Di|La|Le|Du|Van|Von|Fitz)(?=[A-Z])", "", word)
    return (len(word) > 1 and word.isupper()) or re.search(r"[a-z][A-Z]", bare) is not None
