"""Any `ChatModel` as a LlamaIndex LLM; imported only when one is asked for, since LlamaIndex loads slowly."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.llms.types import CompletionResponse, CompletionResponseGen, LLMMetadata
from llama_index.core.llms import CustomLLM
from llama_index.core.llms.callbacks import llm_completion_callback

from assistant.llm.base import ChatModel
from prompts import Message


class _Adapter(CustomLLM):
    """Sends every prompt as one user message."""

    model: Any
    max_tokens: int

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name=self.model.name, num_output=self.max_tokens)

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        del formatted, kwargs
        return CompletionResponse(text=self.model.complete([Message("user", prompt)], max_tokens=self.max_tokens).text)

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        del formatted, kwargs
        text = ""
        with self.model.stream([Message("user", prompt)], max_tokens=self.max_tokens) as stream:
            for piece in stream:
                text += piece
                yield CompletionResponse(text=text, delta=piece)


def adapt(model: ChatModel, max_tokens: int) -> CustomLLM:
    """A LlamaIndex LLM that asks `model`."""
    return _Adapter(model=model, max_tokens=max_tokens)
