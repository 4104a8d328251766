"""Vectors, as numbers, or packed as OpenAI's own client asks for them."""

import array
import base64
import sys
from typing import Literal, Self

from pydantic import BaseModel

from genai_shared.prompt import Embeddings


class Embedding(BaseModel):
    object: Literal["embedding"] = "embedding"
    index: int
    embedding: list[float] | str


class EmbeddingUsage(BaseModel):
    prompt_tokens: int
    total_tokens: int
    cost_usd: float


class EmbeddingList(BaseModel):
    """A vector for each text, in their order."""

    object: Literal["list"] = "list"
    data: list[Embedding]
    model: str
    usage: EmbeddingUsage

    @classmethod
    def of(cls, found: Embeddings, encoding: Literal["float", "base64"]) -> Self:
        vectors = map(packed, found.vectors) if encoding == "base64" else found.vectors
        usage = EmbeddingUsage(
            prompt_tokens=found.input_tokens, total_tokens=found.input_tokens, cost_usd=found.cost_usd
        )
        data = [Embedding(index=index, embedding=vector) for index, vector in enumerate(vectors)]
        return cls(data=data, model=found.model, usage=usage)


def packed(vector: list[float]) -> str:
    """Return a vector as base64 of its numbers, of four bytes each, the least significant first."""
    numbers = array.array("f", vector)
    if sys.byteorder == "big":
        numbers.byteswap()
    return base64.b64encode(numbers.tobytes()).decode()
