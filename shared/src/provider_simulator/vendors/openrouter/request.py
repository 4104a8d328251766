"""Read OpenRouter's form of a chat completion request: OpenAI's, with models and providers to choose from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from provider_simulator.vendors.base import Request, VendorError
from provider_simulator.vendors.openai import fields
from provider_simulator.vendors.openai.request import completion, conversation, count, parse
from provider_simulator.vendors.openrouter.models import CONTEXT, MODELS, Model

if TYPE_CHECKING:
    from provider_simulator.replies import Completion

OWN = {
    "models": fields.ARRAY,
    "provider": fields.OBJECT,
    "route": fields.STRING,
    "transforms": fields.ARRAY,
    "usage": fields.OBJECT,
    "reasoning": fields.OBJECT,
    "plugins": fields.ARRAY,
}


def read(call: Request) -> Completion:
    """Unknown fields pass: OpenRouter hands them to the provider or drops them."""
    body = parse(call)
    for name, check in OWN.items():
        if body.get(name) is not None:
            check(name, body[name])
    model = find_model(body)
    call.extra |= {"model": model.id, "provider": chosen_provider(body, model)}
    if body.get("messages") is None:
        raise VendorError(400, 'Input required: specify "prompt" or "messages"')
    fields.check(body, strict=False)
    talk = conversation(body)
    spent = shortened(count(body, talk), body, model)
    found = completion(body, model.id, talk, spent, limit(body, spent, model))
    return replace(found, extra={**found.extra, "provider": call.extra["provider"]})


def find_model(body: dict[str, Any]) -> Model:
    """Take the first known one of `model` and its fallbacks in `models`."""
    wanted = [name for name in (body.get("model"), *(body.get("models") or [])) if name]
    if not wanted:
        raise VendorError(400, "No models provided")
    known = next((MODELS[name] for name in wanted if isinstance(name, str) and name in MODELS), None)
    if known is None:
        raise VendorError(400, f"{str(wanted[0])[:80]} is not a valid model ID")
    return known


def chosen_provider(body: dict[str, Any], model: Model) -> str:
    """Obey `provider.only` and `provider.order`; without them the model's usual provider answers."""
    wishes = body.get("provider") or {}
    only, order, ignore = (wishes.get(name) or [] for name in ("only", "order", "ignore"))
    for name, listed in (("only", only), ("order", order), ("ignore", ignore)):
        fields.ARRAY(f"provider.{name}", listed)
    named = [*only, *order]
    if model.provider in ignore:
        raise VendorError(404, "No allowed providers are available for the selected model.")
    return next((name for name in named if isinstance(name, str)), model.provider)


def shortened(spent: int, body: dict[str, Any], model: Model) -> int:
    """Refuse a prompt that is too long, unless it may lose its middle."""
    if spent <= CONTEXT:
        return spent
    if "middle-out" in (body.get("transforms") or []):
        return CONTEXT - model.output // 2 if model.output < CONTEXT else CONTEXT // 2
    raise too_long(spent, 0)


def limit(body: dict[str, Any], spent: int, model: Model) -> int:
    """Give the most tokens of the answer; more than fits beside the prompt is refused."""
    asked = body.get("max_completion_tokens") or body.get("max_tokens")
    if asked is None:
        return min(model.output, max(CONTEXT - spent, 1))
    if spent + asked > CONTEXT:
        raise too_long(spent, asked)
    return int(min(asked, model.output))


def too_long(spent: int, asked: int) -> VendorError:
    most = f"This endpoint's maximum context length is {CONTEXT} tokens."
    split = f"({spent} of text input, {asked} in the output)"
    advice = 'Please reduce the length of either one, or use the "middle-out" transform.'
    return VendorError(400, f"{most} However, you requested about {spent + asked} tokens {split}. {advice}")
