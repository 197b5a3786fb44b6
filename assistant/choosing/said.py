"""What choosing says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from index.models import Language

_SENTENCES: Mapping[str, Mapping[Language, str]] = {
    "company": {"en": "Calls of {company}.", "zh": "{company} 的电话会。"},
    "call": {"en": "The call of {company} on {period}.", "zh": "{company} {period} 的电话会。"},
    "calls": {"en": "The calls of {company} on {periods}.", "zh": "{company} 的电话会:{periods}。"},
    "period_all": {
        "en": "“{words}” as each company counts it: {calls} call(s) of {companies} companies.",
        "zh": "“{words}”按各公司的口径:{companies} 家公司的 {calls} 场电话会。",
    },
    "all_companies": {
        "en": "No company is named: calls of all {companies} companies are searched, and each statement names its call.",
        "zh": "问题没有指明公司:检索全部 {companies} 家公司的电话会,每条陈述注明出处。",
    },
    "all_periods": {
        "en": "No single call is named: all {calls} calls of {company} are searched ({first} to {last}).",
        "zh": "问题没有指明某一场电话会:检索 {company} 的全部 {calls} 场电话会({first} 至 {last})。",
    },
    "newest": {
        "en": "“{words}” is taken as the newest call of {company} in the library: {period}{held}.",
        "zh": "“{words}”理解为资料库中 {company} 最新的一场电话会:{period}{held}。",
    },
    "counted": {
        "en": "“{words}” is counted from the newest call of {company} in the library ({newest}): {period}.",
        "zh": "“{words}”从资料库中 {company} 最新的电话会({newest})算起:{period}。",
    },
    "without_year": {
        "en": "“{words}” has no year; the newest such call of {company} is taken: {period}.",
        "zh": "“{words}”没有年份,取 {company} 最近的一场:{period}。",
    },
    "fiscal": {
        "en": "“{words}” is read as {company}'s fiscal period, reported on {date}.",
        "zh": "“{words}”按 {company} 的财年理解,发布日期:{date}。",
    },
    "calendar": {
        "en": "“{words}” is read as calendar time, which {company} reports as {period}.",
        "zh": "“{words}”按自然年理解,即 {company} 的 {period}。",
    },
    "held": {
        "en": "{company} has no call on “{words}”; the calls held in that year are searched: {period}.",
        "zh": "{company} 没有关于“{words}”的电话会,检索当年举行的电话会:{period}。",
    },
    "ahead": {
        "en": "“{words}” is what is spoken of, not when: searched in what {company} said before ({period}).",
        "zh": "“{words}”是谈论的对象而非电话会的期间:检索 {company} 此前的电话会({period})。",
    },
    "later": {
        "en": "No call of {company} on “{words}” is in the library; what is searched is how the others speak of it.",
        "zh": "资料库中没有 {company} 关于“{words}”的电话会,检索其他电话会如何谈到它。",
    },
    "speaker": {"en": "{name} speaks in: {calls}.", "zh": "{name} 发言的电话会:{calls}。"},
    "speaks_for": {"en": "{name} speaks for or to {company}.", "zh": "{name} 在 {company} 的电话会上发言。"},
    "nobody": {
        "en": "No company and no speaker called {name} is in the library.",
        "zh": "资料库中没有名为 {name} 的公司或发言人。",
    },
    "titles": {
        "en": "“{title}” is read as that of each of {companies} companies.",
        "zh": "“{title}”指 {companies} 家公司各自的该职位。",
    },
    "no_company": {
        "en": "No call of {company} is in the library.",
        "zh": "资料库中没有 {company} 的电话会。",
    },
    "no_company_chosen": {
        "en": "None of the chosen calls is one of {company}.",
        "zh": "所选的电话会中没有 {company} 的。",
    },
    "no_period": {
        "en": "No call of {company} on {period} is in the library; it holds {held}.",
        "zh": "资料库中没有 {company} {period} 的电话会;现有:{held}。",
    },
    "no_period_any": {
        "en": "No call on {period} is in the library; it holds {held}.",
        "zh": "资料库中没有 {period} 的电话会;现有:{held}。",
    },
    "silent": {
        "en": "{name} does not speak in the calls asked about ({calls}).",
        "zh": "{name} 在所问的电话会({calls})中没有发言。",
    },
    "which_company": {
        "en": "“{words}” may mean several companies: which one?",
        "zh": "“{words}”可能指多家公司,请问是哪一家?",
    },
    "which_person": {
        "en": "“{words}” may be several people: who is meant?",
        "zh": "“{words}”可能指多个人,请问是哪一位?",
    },
    "person_option": {"en": "{name} of {company}", "zh": "{company} 的 {name}"},
    "held_on": {"en": ", held on {date}", "zh": ",{date} 举行"},
    "unnamed_company": {"en": "a company without a name", "zh": "未注明公司"},
}


def say(name: str, language: Language, /, **values: str | int) -> str:
    """The sentence of this name with its values filled in."""
    return _SENTENCES[name][language].format(**values)
