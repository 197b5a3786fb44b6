"""Words that give the assistant orders, in a question or hidden in a call. They are only text, and no evidence.

Nothing is obeyed in any case: statements come from passages, and a check without a model stands between the model and
the reader. What is found here is said to the user as such (`is_order`), and not quoted as if somebody had said it to
the call's audience (`speaks_to_models`).
"""

from __future__ import annotations

import re

from index.text import fold

_ORDER = re.compile(
    # What is to be left aside, or followed instead.
    r"\b(?:obey|follow)\b.{0,20}\b(?:instructions?|notes? (?:for|to)|orders?)\b"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
    r"\b(?:instructions?|previous|above|prior|rules?|context|transcripts?|excerpts?|passages?|prompts?|notes?)\b"
    r"|\b(?:system|hidden|initial) prompt\b|^\s*system\s*:|\bnew (?:rule|instruction)s?(?: (?:from the developer|for you)|\s*:)"
    r"|</?(?:context|system|instructions?|prompt|transcript)>"
    # Who the assistant is to be.
    r"|\byou are (?:now |no longer )|\bpretend\b|\brole-?play\b|^\s*(?:please )?act as\b"
    # What it is to say.
    r"|\brepeat after me\b|\bfrom now on,? (?:you|answer|reply|say|always|only)\b|\bwithout (?:any )?citations?\b|\byour own knowledge\b"
    r"|^\s*(?:please )?(?:make up|invent|fabricate)\b|^\s*(?:please )?(?:say|announce|confirm|state) that\b"
    r"|(?:忽略|无视|忘掉|忘记|不要理会|不要看|不要管|绕过).{0,12}(?:指示|指令|规则|内容|以上|之前|前面|资料|原文|限制)"
    r"|(?:按照?|遵照|遵循|执行).{0,16}(?:指示|指令|命令)|按照?.{0,4}(?:文中|AI|助手).{0,12}说明|系统提示词|你现在(?:是|起)|假装|扮演|从现在(?:起|开始).{0,2}(?:你|无论|不管|只|都|请)"
    r"|不要(?:给出|提供|加)?引用|(?:编造?|虚构|捏造)(?:一|个|出|段)|(?:原样|逐字)输出|(?:跟着?|重复)我(?:说|的话)"
    r"|(?:只|直接)(?:回答|输出|说)[\":]",
    re.IGNORECASE,
)
_TO_MODELS = re.compile(
    r"\b(?:AI|LLM|language model|chatbot|GPT)s?\b(?: assistants?)?\b.{0,10}\b(?:that (?:process|read|summari[sz]e)s?|reading (?:this|it)|processing this|summari[sz]ing this)\b"
    r"|\b(?:note|message|instructions?) (?:to|for) (?:the |all |any )?(?:AI|LLM|language models?|assistants?|chatbots?)\b"
    r"|(?:ignore|disregard|forget) (?:all |any |your |the )?(?:previous |prior |above |earlier )?(?:instructions|prompts?)"
    r"|</?(?:system|instructions?|prompt)>|\[/?INST\]|<\|im_(?:start|end)\|>"
    r"|(?:致|给|告诉|提醒).{0,6}(?:AI|人工智能|大模型|语言模型|聊天机器人).{0,4}(?:助手|模型|系统)?.{0,4}:"
    r"|(?:^|[.!?。]\s*)system\s*:|\byou are now\b.{0,40}\b(?:mode|bot|assistant|model)\b|系统(?:提示|消息|指令)\s*:"
    r"|(?:忽略|无视|忘记).{0,8}(?:指示|指令|提示词)",
    re.IGNORECASE,
)


_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|https?://\S+|<[^>]*>")


def without_links(text: str) -> str:
    """A model's text without links, images and tags; a link's words stay."""
    while (bare := _LINK.sub(lambda match: match[1] or "", text)) != text:  # links may be hidden in links
        text = bare
    return text


def is_order(question: str) -> bool:
    """Whether a question is an order to the assistant, or a request to invent: nothing that a call can answer."""
    return bool(_ORDER.search(fold(question)))


def speaks_to_models(sentence: str) -> bool:
    """Whether a sentence of a call is addressed to a language model that reads it."""
    return bool(_TO_MODELS.search(fold(sentence)))
