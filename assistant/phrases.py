"""The assistant's own sentences in both languages (everything it says that is neither quoted nor composed)."""

from __future__ import annotations

from collections.abc import Mapping

from index.models import Language

_PHRASES: Mapping[str, Mapping[Language, str]] = {
    "not_found": {
        "en": "Not said in these calls.",
        "zh": "这些电话会中没有提到。",
    },
    "searched": {
        "en": "Searched: {where}.",
        "zh": "已检索:{where}。",
    },
    "unknown_person": {
        "en": "{name} neither speaks nor is mentioned in these calls, so nothing is answered in that name.",
        "zh": "{name} 在这些电话会中既未发言也未被提及,因此不以其名义作答。",
    },
    "term_absent": {
        "en": "“{term}” does not occur in these calls.",
        "zh": "这些电话会中没有出现“{term}”。",
    },
    "order": {
        "en": "This is an order to the assistant, not a question about what was said in the calls.",
        "zh": "这是对助手的指令,而不是关于电话会内容的问题。",
    },
    "no_premise": {
        "en": "The question takes for granted what the calls do not say (“{premise}”); what they say is shown below.",
        "zh": "问题的前提(“{premise}”)在电话会中没有出现;下面是相关的原文。",
    },
    "said_elsewhere": {
        "en": "{name} did not speak of “{term}”; it occurs in the words of {other}.",
        "zh": "{name} 没有谈到“{term}”;谈到它的是 {other}。",
    },
    "no_support": {
        "en": "No passage says what the question asks; the nearest ones are shown.",
        "zh": "没有段落回答这个问题;下面列出最接近的段落。",
    },
    "empty_library": {
        "en": "The library is empty: add a transcript with `turncite ingest FILE`.",
        "zh": "资料库为空:请用 `turncite ingest 文件` 添加电话会实录。",
    },
    "quotes_only": {
        "en": "No language model is configured: the answer is given as verbatim quotes.",
        "zh": "未配置语言模型:以原文引述作答。",
    },
    "llm_failed": {
        "en": "The language model failed, so the answer is given as verbatim quotes: {reason}",
        "zh": "语言模型出错,改以原文引述作答:{reason}",
    },
    "untranslated": {
        "en": "There is no usable translation.",
        "zh": "没有可用的译文。",
    },
    "translation_failed": {
        "en": "A machine translation did not pass the check, so the original is quoted: {reason}",
        "zh": "一处机器翻译未通过核对,改为引述原文:{reason}",
    },
    "asked_by": {
        "en": "{name} asked about this.",
        "zh": "提问者是 {name}。",
    },
    "asked_by_of": {
        "en": "{name} of {firm} asked about this.",
        "zh": "提问者是 {firm} 的 {name}。",
    },
    "otherwise": {
        "en": "The question takes for granted “{premise}”; the call says otherwise.",
        "zh": "问题的前提“{premise}”与电话会所说不符。",
    },
    "replaced": {
        "en": "A sentence of the model did not pass the check and its evidence is quoted instead: {reason}",
        "zh": "模型的一句话未通过核对,已改为引述原文:{reason}",
    },
    "moved": {
        "en": "A citation pointed at the wrong sentence and was moved to the one that supports it.",
        "zh": "有一处引用指向了错误的句子,已改指支持它的句子。",
    },
    "call": {
        "en": "{count} call(s)",
        "zh": "{count} 场电话会",
    },
}


def phrase(name: str, language: Language, /, **values: str | int) -> str:
    """The sentence of this name with its values filled in."""
    return _PHRASES[name][language].format(**values)
