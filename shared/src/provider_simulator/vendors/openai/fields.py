"""The fields of a chat completion request: which there are, their types and their bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provider_simulator.vendors.openai.errors import invalid, missing, wrong_type, wrong_value

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES = {
    str: "a string",
    bool: "a boolean",
    list: "an array",
    dict: "an object",
    int: "an integer",
    float: "a decimal",
}


def of_type(*kinds: type) -> Callable[[str, Any], None]:
    def check(name: str, value: Any) -> None:  # noqa: ANN401 any JSON value
        if type(value) not in kinds:
            raise wrong_type(name, " or ".join(ARTICLES[kind] for kind in kinds), value)

    return check


def between(low: float, high: float | None = None, *, whole: bool = False) -> Callable[[str, Any], None]:
    noun = "integer" if whole else "decimal"

    def check(name: str, value: Any) -> None:  # noqa: ANN401 any JSON value
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            raise wrong_type(name, "an integer" if whole else "a decimal", value)
        if value < low:
            wanted = f"below minimum value. Expected a value >= {low}"
            raise invalid(
                f"Invalid '{name}': {noun} {wanted}, but got {value} instead.",
                name,
                f"{noun}_below_min_value",
            )
        if high is not None and value > high:
            wanted = f"above maximum value. Expected a value <= {high}"
            raise invalid(
                f"Invalid '{name}': {noun} {wanted}, but got {value} instead.",
                name,
                f"{noun}_above_max_value",
            )

    return check


def one_of(*supported: str) -> Callable[[str, Any], None]:
    def check(name: str, value: Any) -> None:  # noqa: ANN401 any JSON value
        of_type(str)(name, value)
        if value not in supported:
            raise wrong_value(name, value, supported)

    return check


def not_simulated(why: str) -> Callable[[str, Any], None]:
    """Refuse openly what the vendor has and the simulator has not, instead of ignoring it."""

    def check(name: str, value: Any) -> None:  # noqa: ANN401 any JSON value
        if value:
            raise invalid(
                f"The provider simulator does not support '{name}': {why}", name, "unsupported_parameter"
            )

    return check


def single(name: str, value: Any) -> None:  # noqa: ANN401 any JSON value
    between(1, 128, whole=True)(name, value)
    if value > 1:
        not_simulated("it gives one choice for each request.")(name, value)


def stops(name: str, value: Any) -> None:  # noqa: ANN401 any JSON value
    of_type(str, list)(name, value)
    if isinstance(value, list):
        if len(value) > 4:
            expected = "array too long. Expected an array with maximum length 4"
            text = f"Invalid '{name}': {expected}, but got an array with length {len(value)} instead."
            raise invalid(text, name, "array_above_max_length")
        for place, part in enumerate(value):
            of_type(str)(f"{name}[{place}]", part)


def text_only(name: str, value: Any) -> None:  # noqa: ANN401 any JSON value
    if value != ["text"]:
        not_simulated("it answers with text.")(name, value)


OBJECT, STRING, BOOLEAN, ARRAY = of_type(dict), of_type(str), of_type(bool), of_type(list)
PENALTY, LIMIT = between(-2, 2), between(1, whole=True)
OLD = not_simulated("use 'tools' and 'tool_choice'.")
NO_LOGPROBS = not_simulated("its answers come from rules and have no probabilities.")
SOUND = not_simulated("it answers with text.")
NO_WEB = not_simulated("it reaches no web.")
CHECKS: dict[str, Callable[[str, Any], None]] = {
    "model": STRING, "messages": ARRAY, "stream": BOOLEAN, "stream_options": OBJECT, "n": single,
    "max_tokens": LIMIT, "max_completion_tokens": LIMIT, "temperature": between(0, 2), "stop": stops,
    "presence_penalty": PENALTY, "frequency_penalty": PENALTY, "logit_bias": OBJECT, "top_p": between(0, 1),
    "logprobs": NO_LOGPROBS, "top_logprobs": NO_LOGPROBS, "response_format": OBJECT, "modalities": text_only,
    "tools": ARRAY, "tool_choice": of_type(str, dict), "parallel_tool_calls": BOOLEAN, "prediction": OBJECT,
    "functions": OLD, "function_call": OLD, "audio": SOUND, "web_search_options": NO_WEB, "store": BOOLEAN,
    "reasoning_effort": STRING, "verbosity": one_of("low", "medium", "high"), "seed": of_type(int),
    "metadata": OBJECT, "moderation": OBJECT, "service_tier": STRING, "user": STRING,
    "safety_identifier": STRING, "prompt_cache_key": STRING, "prompt_cache_options": OBJECT,
    "prompt_cache_retention": STRING,
}  # fmt: skip


def check(body: dict[str, Any], *, strict: bool = True) -> None:
    """Refuse unknown fields, missing ones, and wrong types; null stands for "not given"."""
    for name, value in body.items():
        known = CHECKS.get(name)
        if known is None and strict:
            raise invalid(f"Unrecognized request argument supplied: {name}")
        if known is not None and value is not None:
            known(name, value)
    if body.get("messages") is None:
        raise missing("messages")
    if not body["messages"]:
        expected = "Expected an array with minimum length 1, but got an empty array instead."
        raise invalid(f"Invalid 'messages': empty array. {expected}", "messages", "empty_array")
