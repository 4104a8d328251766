"""Give an answer OpenRouter's form: OpenAI's, with the provider's name and what the call cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provider_simulator.vendors.openai import wire
from provider_simulator.vendors.openrouter.models import CREATED, MODELS, NATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_simulator.replies import Reply

PROCESSING = b": OPENROUTER PROCESSING\n\n"


def generation_id(serial: str) -> str:
    return f"gen-{CREATED + int(serial[:6], 16)}-{serial[6:26]}"


def native_reason(reply: Reply) -> str:
    """Say why the answer ended in the upstream provider's own word."""
    reason = wire.finish_reason(reply)
    return NATIVE.get(MODELS[reply.completion.model].provider, {}).get(reason, reason)


def common(reply: Reply, kind: str) -> dict[str, Any]:
    return {
        "id": generation_id(reply.serial),
        "provider": reply.completion.extra["provider"],
        "model": reply.completion.model,
        "object": kind,
        "created": reply.created,
    }


def usage(reply: Reply) -> dict[str, Any]:
    """Full usage with its cost comes with every answer, asked for or not."""
    spent, written = reply.completion.input_tokens, reply.output_tokens
    prompt, completion = MODELS[reply.completion.model].cost(spent, written)
    return {
        "prompt_tokens": spent,
        "completion_tokens": written,
        "total_tokens": spent + written,
        "cost": round(prompt + completion, 10),
        "is_byok": False,
        "prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0, "audio_tokens": 0},
        "cost_details": {
            "upstream_inference_cost": round(prompt + completion, 10),
            "upstream_inference_prompt_cost": prompt,
            "upstream_inference_completions_cost": completion,
        },
        "completion_tokens_details": {"reasoning_tokens": 0, "image_tokens": 0, "audio_tokens": 0},
    }


def whole(reply: Reply) -> dict[str, Any]:
    message = {**wire.message(reply), "reasoning": None}
    del message["annotations"]
    choice = {
        "logprobs": None,
        "finish_reason": wire.finish_reason(reply),
        "native_finish_reason": native_reason(reply),
        "index": 0,
        "message": message,
    }
    return {**common(reply, "chat.completion"), "choices": [choice], "usage": usage(reply)}


class Chunks(wire.Chunks):
    """OpenAI's chunks with comments before them; the last repeats the finish reason beside the usage."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.common = common(reply, "chat.completion.chunk")
        self.tail = {}

    def choice(self, delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
        native = native_reason(self.reply) if finish else None
        said = {"role": "assistant", **delta}
        return {
            "index": 0,
            "delta": said,
            "finish_reason": finish,
            "native_finish_reason": native,
            "logprobs": None,
        }

    def opening(self) -> Iterator[bytes]:
        yield PROCESSING
        yield PROCESSING

    def closing(self) -> Iterator[bytes]:
        finish = self.choice({"content": ""}, wire.finish_reason(self.reply))
        yield wire.event({**self.common, "choices": [finish]})
        yield wire.event({**self.common, "choices": [finish], "usage": usage(self.reply)})
