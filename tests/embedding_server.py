"""What an OpenAI-compatible endpoint does with `/embeddings`, for `tests.llm_server.endpoint`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.embedding import Vectors
from tests.llm_server import Behaviour, Exchange

Encode = Callable[[Sequence[str]], Vectors]


def reply_of(vectors: Vectors, model: str = "fake") -> dict[str, object]:
    """A whole reply, as OpenAI's reference shows it."""
    data = [{"object": "embedding", "index": i, "embedding": row.tolist()} for i, row in enumerate(vectors)]
    return {"object": "list", "data": data, "model": model, "usage": {"prompt_tokens": 1, "total_tokens": 1}}


def vectors(encode: Encode, *, scale: float = 1.0, texts: int = 2048, characters: int | None = None) -> Behaviour:
    """Answers with the vectors of `encode`, `scale` long; refuses more than `texts`, and longer ones, with HTTP 400."""

    def behave(exchange: Exchange) -> None:
        sent: list[str] = exchange.body["input"]
        if len(sent) > texts:
            exchange.fail(400, f"batch size is invalid, it should not be larger than {texts}")
        elif characters is not None and max(map(len, sent)) > characters:
            exchange.fail(400, f"This model's maximum context length is {characters} tokens.")
        elif not all(text.strip() for text in sent):
            exchange.fail(400, "'$.input' is invalid")
        else:
            exchange.send(200, reply_of(scale * encode(sent)))

    return behave
