"""Read and validate Anthropic's requests: key, API version, body, model, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from provider_simulator import tokens
from provider_simulator.replies import Completion, arguments, dumps
from provider_simulator.script import one_line
from provider_simulator.vendors.anthropic import conversation as messages
from provider_simulator.vendors.anthropic.catalogue import CONTEXT_WINDOW, MODELS, Model
from provider_simulator.vendors.anthropic.errors import invalid
from provider_simulator.vendors.anthropic.schema import (
    CompletionBody,
    DocumentBlock,
    TextBlock,
    TokenCountBody,
)
from provider_simulator.vendors.base import Request, VendorError

if TYPE_CHECKING:
    from provider_simulator.conversation import Conversation, Image

CURRENT, LEGACY = "2026-10-21", "2023-06-01"
KEY = "sk-sim-"
PER_MESSAGE = 3  # tokens a turn costs beyond its text
IMAGE_TOKENS = 1_600  # of an image whose size is not known
PIXELS_PER_TOKEN = 750

Body = TypeVar("Body", bound=TokenCountBody)


def authenticate(request: Request) -> None:
    bearer = request.headers.get("authorization", "")
    key = request.headers.get("x-api-key") or bearer.removeprefix("Bearer ").strip()
    if not key:
        raise VendorError(401, "x-api-key header is required")
    if not key.startswith(KEY):
        raise VendorError(
            401,
            f"invalid x-api-key (this is the provider simulator: it takes any key that starts with {KEY})",
        )
    version = request.headers.get("anthropic-version")
    if version is None:
        raise invalid("anthropic-version: header is required")
    if version not in (CURRENT, LEGACY):
        raise invalid(f'anthropic-version: "{version}" is not a valid version')


def parse(request: Request, schema: type[Body]) -> Body:
    try:
        return schema.model_validate_json(request.body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == "json_invalid":
            raise invalid("The request body is not valid JSON") from None
        if not first["loc"]:
            raise invalid("Input should be a valid dictionary") from None
        raise invalid(one_line(error).partition(" (and ")[0]) from None


def model_of(body: TokenCountBody) -> Model:
    if body.model not in MODELS:
        raise VendorError(404, f"model: {body.model}")
    return MODELS[body.model]


def completion(request: Request) -> Completion:
    body = parse(request, CompletionBody)
    check_version(request, body)
    model = model_of(body)
    if body.max_tokens > model.output_limit:
        raise invalid(
            f"max_tokens: {body.max_tokens} > {model.output_limit}, which is the maximum allowed number of "
            f"output tokens for {model.id}"
        )
    if any(not sequence.strip() for sequence in body.stop_sequences):
        raise invalid("stop_sequences: each stop sequence must contain non-whitespace")
    talk = messages.read(body)
    if body.messages[-1].role == "assistant" and not model.prefill:
        raise invalid(
            "This model does not support assistant message prefill. "
            "The conversation must end with a user message."
        )
    size = input_tokens(talk)
    if size > CONTEXT_WINDOW:
        raise invalid(f"prompt is too long: {size} tokens > {CONTEXT_WINDOW} maximum")
    return Completion(talk, body.model, body.stream, size, body.max_tokens, tuple(body.stop_sequences))


def check_version(request: Request, body: CompletionBody) -> None:
    """Refuse what API version 2026-10-21 no longer takes."""
    if request.headers.get("anthropic-version") != CURRENT:
        return
    for name in ("temperature", "top_p", "top_k"):
        if name in body.model_fields_set:
            raise invalid(f"{name}: this parameter is not supported in API version {CURRENT}")
    for place, message in enumerate(body.messages):
        for number, block in enumerate(message.content):
            where = f"messages.{place}.content.{number}"
            if message.role == "assistant" and isinstance(block, DocumentBlock):
                raise invalid(
                    f"{where}: `document` blocks are not allowed in assistant turns in API version {CURRENT}"
                )
            if message.role == "user" and isinstance(block, TextBlock) and block.citations:
                raise invalid(f"{where}.text.citations: must be empty in user turns in API version {CURRENT}")


def count(request: Request) -> int:
    body = parse(request, TokenCountBody)
    model_of(body)
    return input_tokens(messages.read(body))


def input_tokens(talk: Conversation) -> int:
    """Count everything the model would read."""
    total = tokens.count(talk.system)
    for tool in talk.tools:
        total += tokens.count(f"{tool.name} {tool.description}") + tokens.count(dumps(tool.schema).decode())
    for turn in talk.turns:
        total += PER_MESSAGE + tokens.count(turn.text) + sum(map(image_tokens, turn.images))
        total += sum(tokens.count(result.content) for result in turn.tool_results)
        total += sum(tokens.count(arguments(call)) for call in turn.tool_calls)
    return total


def image_tokens(image: Image) -> int:
    if not (image.width and image.height):
        return IMAGE_TOKENS
    return min(IMAGE_TOKENS, max(1, image.width * image.height // PIXELS_PER_TOKEN))
