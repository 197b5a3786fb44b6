"""Language models: the protocol, every OpenAI-compatible endpoint, the embedded model, and a scripted one for tests.

Nothing heavy is imported before a model is used.
"""

from assistant.llm.base import ChatModel, Completion, JsonSchema, Timeouts, TokenStream
from assistant.llm.embedded import EmbeddedModel
from assistant.llm.endpoint import EndpointModel
from assistant.llm.opening import LLMReport, LLMSpec, describe, open_llm
from assistant.llm.packaged import PackagedModel, Progress
from assistant.llm.scripted import ScriptedLLM
from prompts import Message

__all__ = [
    "ChatModel",
    "Completion",
    "EmbeddedModel",
    "EndpointModel",
    "JsonSchema",
    "LLMReport",
    "LLMSpec",
    "Message",
    "PackagedModel",
    "Progress",
    "ScriptedLLM",
    "Timeouts",
    "TokenStream",
    "describe",
    "open_llm",
]
