"""What an endpoint understands of the OpenAI protocol, learned from what it rejects.

"OpenAI-compatible" leaves much open: newer hosted models want `max_completion_tokens` and no temperature, some servers
know no JSON schema, llama.cpp alone knows `grammar`, some chat templates have no system role. The first request is
complete; each rejection (HTTP 400 or 422) that names a part drops or replaces that part for good, and the request is
sent again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assistant.llm.base import JsonSchema
from prompts import Message

_OPTIONAL = ("temperature", "stream_options", "response_format", "grammar", "stop", "top_logprobs", "logprobs")

_NO_SYSTEM = re.compile(r"\bsystem\b.{0,20}\b(role|message)|\brole\b.{0,20}\bsystem\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """The arguments of `ChatModel.complete`."""

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float = 0.0
    stop: tuple[str, ...] = ()
    json_schema: JsonSchema | None = None
    grammar: str | None = None
    alternatives: int = 0


class Dialect:
    """The parts of a request that an endpoint is known to refuse."""

    def __init__(self) -> None:
        self._dropped: set[str] = set()
        self._limit = "max_tokens"
        self._schema = "json_schema"
        self._system = True

    def messages(self, request: Request) -> tuple[Message, ...]:
        """The messages as the endpoint takes them; without a system role its text goes before the first message."""
        if self._system:
            return request.messages
        rules = "\n\n".join(m.content for m in request.messages if m.role == "system")
        others = [m for m in request.messages if m.role != "system"]
        if not rules or not others:
            return tuple(others) or request.messages
        return (Message("user", f"{rules}\n\n{others[0].content}"), *others[1:])

    def arguments(self, request: Request, **extra: Any) -> dict[str, Any]:
        """The keyword arguments of OpenAI's `chat.completions.create` besides model, messages and stream.

        `extra` are fields of the body that OpenAI's protocol does not have.
        """
        arguments: dict[str, Any] = {
            self._limit: request.max_tokens,
            "temperature": request.temperature,
            "stream_options": {"include_usage": True},
        }
        if request.stop:
            arguments["stop"] = list(request.stop)
        if request.json_schema is not None:
            arguments["response_format"] = self._response_format(request.json_schema)
        if request.alternatives and not self._dropped & {"logprobs", "top_logprobs"}:
            arguments |= {"logprobs": True, "top_logprobs": request.alternatives}
        for name in self._dropped:
            arguments.pop(name, None)
        if request.grammar is not None and "grammar" not in self._dropped:
            extra["grammar"] = request.grammar
        if extra:
            arguments["extra_body"] = extra
        # OpenAILike fills in its own temperature where none is given; the OpenAI client leaves out what is Omit.
        if "temperature" not in arguments:
            from openai import Omit  # noqa: PLC0415 - loaded when needed

            arguments["temperature"] = Omit()
        return arguments

    def learn(self, error: BaseException, request: Request) -> bool:
        """Whether a rejection taught something, so that the same request is worth sending again."""
        import openai  # noqa: PLC0415 - loaded when needed

        if not isinstance(error, (openai.BadRequestError, openai.UnprocessableEntityError)):
            return False
        said = f"{error.param or ''} {error.message}"
        if self._limit == "max_tokens" and _names("max_completion_tokens", said):
            self._limit = "max_completion_tokens"
            return True
        if request.json_schema is not None and _names("response_format|json_schema", said) and self._simpler_schema():
            return True
        for name in _OPTIONAL:
            if name not in self._dropped and _names(name, said) and self._sends(name, request):
                self._dropped.add(name)
                return True
        if self._system and _NO_SYSTEM.search(said) and any(m.role == "system" for m in request.messages):
            self._system = False
            return True
        return False

    def _response_format(self, schema: JsonSchema) -> dict[str, Any]:
        if self._schema == "json_object":
            return {"type": "json_object"}
        return {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema, "strict": True}}

    def _simpler_schema(self) -> bool:
        if self._schema == "json_schema":
            self._schema = "json_object"
            return True
        return False

    def _sends(self, name: str, request: Request) -> bool:
        present = {
            "stop": bool(request.stop),
            "response_format": request.json_schema is not None,
            "grammar": request.grammar is not None,
            "logprobs": request.alternatives > 0,
            "top_logprobs": request.alternatives > 0,
        }
        return present.get(name, True)


def _names(words: str, said: str) -> bool:
    return re.search(rf"(?<![\w-])({words})(?![\w-])", said) is not None
