"""Read a chat completion request, or refuse it in the vendor's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from provider_simulator import tokens
from provider_simulator.conversation import Conversation
from provider_simulator.replies import Completion, arguments
from provider_simulator.vendors.openai import fields, messages, response_format, tools
from provider_simulator.vendors.openai.errors import invalid, wrong_type
from provider_simulator.vendors.openai.models import CHAT, EMBEDDING, Model

if TYPE_CHECKING:
    from provider_simulator.vendors.base import Request

NOT_JSON = (
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP "
    "library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)"
)
PER_MESSAGE, PER_REQUEST, PER_IMAGE = 4, 3, 85
DEFAULTS = {"temperature": 1, "top_p": 1, "presence_penalty": 0, "frequency_penalty": 0}


def parse(request: Request) -> dict[str, Any]:
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        raise invalid(NOT_JSON) from None
    if not isinstance(body, dict):
        raise invalid(NOT_JSON)
    return body


def read(request: Request) -> Completion:
    body = parse(request)
    model = find_model(body.get("model"))
    fields.check(body)
    if model.reasons:
        refuse_for_reasoning(body)
    talk = conversation(body)
    refuse_unmentioned_json(talk)
    spent = count(body, talk)
    refuse_long(spent, model)
    return completion(body, model.id, talk, spent, limit(body, model))


def find_model(name: Any) -> Model:  # noqa: ANN401 any JSON value
    if not name:
        raise invalid("you must provide a model parameter")
    if not isinstance(name, str):
        raise wrong_type("model", "a string", name)
    if name in EMBEDDING:
        text = "This is not a chat model and thus not supported in the v1/chat/completions endpoint."
        raise invalid(text, "model", status=404)
    if name not in CHAT:
        text = f"The model `{name[:80]}` does not exist or you do not have access to it."
        raise invalid(text, code="model_not_found", status=404)
    return CHAT[name]


def refuse_for_reasoning(body: dict[str, Any]) -> None:
    """Refuse what the models that reason no longer take."""
    if body.get("max_tokens") is not None:
        text = "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        raise invalid(f"Unsupported parameter: {text}", "max_tokens", "unsupported_parameter")
    for name, default in DEFAULTS.items():
        value = body.get(name)
        if value is not None and value != default:
            text = f"Unsupported value: '{name}' does not support {value} with this model."
            raise invalid(
                f"{text} Only the default ({default}) value is supported.", name, "unsupported_value"
            )


def conversation(body: dict[str, Any]) -> Conversation:
    system, turns = messages.read(body["messages"])
    offered, choice = tools.read(body)
    return Conversation(system, turns, offered, choice, response_format.read(body))


def completion(body: dict[str, Any], model: str, talk: Conversation, spent: int, most: int) -> Completion:
    stream, options = bool(body.get("stream")), body.get("stream_options")
    if options is not None and not stream:
        raise invalid(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options"
        )
    stop = body.get("stop") or ()
    return Completion(
        talk,
        model=model,
        stream=stream,
        input_tokens=spent,
        max_tokens=most,
        stop_sequences=(stop,) if isinstance(stop, str) else tuple(stop),
        extra={
            "include_usage": bool((options or {}).get("include_usage")),
            "parallel": body.get("parallel_tool_calls") is not False,
            "service_tier": body.get("service_tier"),
        },
    )


def refuse_unmentioned_json(talk: Conversation) -> None:
    """Give a bare JSON object only to messages that mention it, as the vendor does."""
    if talk.json_output == "object" and "json" not in said(talk).lower():
        text = "'messages' must contain the word 'json' in some form"
        raise invalid(f"{text}, to use 'response_format' of type 'json_object'.", "messages")


def said(talk: Conversation) -> str:
    return "\n".join([talk.system, *(turn.text for turn in talk.turns)])


def limit(body: dict[str, Any], model: Model) -> int:
    """Give the most tokens the answer may have; both names mean the same, and only one may be given."""
    given = {
        name: body[name] for name in ("max_tokens", "max_completion_tokens") if body.get(name) is not None
    }
    if len(given) > 1:
        text = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
        raise invalid(text, "max_tokens", "invalid_parameter_combination")
    for name, value in given.items():
        if value > model.output:
            text = (
                f"{name} is too large: {value}. This model supports at most {model.output} completion tokens"
            )
            raise invalid(f"{text}, whereas you provided {value}.", name, "invalid_value")
    return next(iter(given.values()), model.output)


def count(body: dict[str, Any], talk: Conversation) -> int:
    """Count the prompt: text, tool calls and results, the tools' definitions, and a flat price per image."""
    texts = [said(talk)]
    texts += [call.name + arguments(call) for turn in talk.turns for call in turn.tool_calls]
    texts += [result.content for turn in talk.turns for result in turn.tool_results]
    texts += [orjson.dumps(body["tools"]).decode()] if talk.tools else []
    pictures = sum(len(turn.images) for turn in talk.turns)
    overhead = PER_REQUEST + PER_MESSAGE * len(body["messages"]) + PER_IMAGE * pictures
    return overhead + sum(map(tokens.count, texts))


def refuse_long(spent: int, model: Model) -> None:
    if spent > model.context:
        most = f"This model's maximum context length is {model.context} tokens."
        text = f"{most} However, your messages resulted in {spent} tokens."
        raise invalid(
            f"{text} Please reduce the length of the messages.", "messages", "context_length_exceeded"
        )
