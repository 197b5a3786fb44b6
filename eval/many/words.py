"""Invented companies, people and running text, drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

_ONSETS = "b br c cl d dr f fl g gr h j k l m n p pl qu r s sh sl st t th tr v w".split()
_VOWELS = "a e i o u ai ea io ou".split()
_CODAS = ["", "", "n", "r", "l", "s", "t", "nd", "rk", "sh", "m"]
_ENDINGS = ["", "", "", "s", "ed", "ing", "ly", "ment", "er"]
_FREQUENT_EN = (
    "the of and to we in our a that for is on as with this it are from at by be have us more quarter year growth "
    "revenue margin customers demand business strong cost market product investment cash we expect continue team "
    "price supply capacity which also will than over these last not but about their team they new well"
).split()
_FREQUENT_ZH = (
    "我们 公司 的 在 和 本季度 增长 市场 客户 产品 业务 收入 利润 成本 需求 投资 团队 价格 供应 产能 同比 环比 继续 预计 "
    "同时 这 也 将 对 以及 目前 未来 方面 持续 提升 保持 现金 改善"
).split()
_CHARACTERS = (
    "安宝北本标博才采长城成诚创春达大德地电东动发方飞丰福富高格工光广国海航河恒宏鸿华环汇惠吉佳嘉坚建江杰金京晶景净君开康科坤兰蓝"
    "朗乐力立利联良林灵凌龙隆路绿美蒙民明南宁鹏平普奇启千青清庆全荣瑞润三山尚申深生胜盛石时世顺思四松苏泰腾天田通同图万威维伟文武"
    "西希夏先祥翔新信星兴雄旭轩雅亚洋阳耀业一艺亿益银英永优友宇元远越云运泽展振正之志智中众州洲卓紫宗"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with the cumulative weights by which they are drawn: the frequent ones, then a long tail."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, rng: random.Random, count: int) -> list[str]:
        """Some words."""
        return rng.choices(self.words, cum_weights=self.weights, k=count)


def name(rng: random.Random, syllables: int = 2) -> str:
    """A capitalised invented word."""
    return "".join(
        rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(syllables)
    ).capitalize()


def name_zh(rng: random.Random, characters: int = 2) -> str:
    """An invented Chinese name of a firm."""
    return "".join(rng.choices(_CHARACTERS, k=characters))


@cache
def english() -> Vocabulary:
    """About 12,000 words, two thirds of all that is drawn among the frequent ones."""
    rng = random.Random("many/english")  # noqa: S311 - the same words every time
    tail = dict.fromkeys(name(rng, rng.choice((1, 2, 2, 3))).lower() + rng.choice(_ENDINGS) for _ in range(14_000))
    return _weighted(_FREQUENT_EN, list(tail))


@cache
def chinese() -> Vocabulary:
    """About 6,000 words of two and three characters."""
    rng = random.Random("many/chinese")  # noqa: S311 - the same words every time
    tail = dict.fromkeys(name_zh(rng, rng.choice((2, 2, 2, 3))) for _ in range(6_000))
    return _weighted(_FREQUENT_ZH, list(tail))


def _weighted(frequent: list[str], tail: list[str]) -> Vocabulary:
    """The frequent words share two thirds of the weight; the tail falls as Zipf's law has it."""
    shares = [2 / len(frequent)] * len(frequent)
    rests = [1 / (rank + 10) for rank in range(len(tail))]
    total = sum(rests)
    return Vocabulary((*frequent, *tail), tuple(accumulate([*shares, *(rest / total for rest in rests)])))
