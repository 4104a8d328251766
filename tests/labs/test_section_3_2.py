"""3.2 OpenAI SDK: what each lab shows."""

import json

from course.labs import proves


@proves("T3.2.1-01")
def test_the_sdk_needs_httpx2_and_litellm_bounds_it(lab, provider, said):
    """The SDK speaks through httpx2, and LiteLLM says which openai it can live with."""
    lab.main()

    lines = said()
    assert lines[0].startswith("openai 3.")
    assert any(line.strip().startswith("httpx2") for line in lines)
    assert "<4" in lines[-1]


@proves("T3.2.1-02")
def test_without_a_key_there_is_no_client(lab, provider, said):
    """The key of the environment goes as a Bearer token; a wrong one is a 401, none is an error at once."""
    lab.main()

    lines = said()
    asked, refused = provider.requests()
    assert (asked.status, refused.status) == (200, 401)
    assert asked.headers["authorization"].startswith("Bearer sk-")
    assert any(line.startswith("a wrong key: 401 invalid_api_key") for line in lines)
    assert lines[-1].startswith("no key: OpenAIError at once")


@proves("T3.2.1-03")
def test_the_base_url_decides_who_answers(lab, provider, said):
    """One class, two base URLs: two vendors answer, each at its own path."""
    lab.main()

    assert said()[-2:] == ["POST /openai/v1/chat/completions", "POST /openrouter/api/v1/chat/completions"]
    assert [entry.status for entry in provider.requests()] == [200, 200]


@proves("T3.2.2-01")
def test_the_system_prompt_is_the_first_message(lab, provider, said):
    """The system prompt and all turns are one list, and the answer follows both."""
    lab.main()

    lines = said()
    assert "Your name is Ada" in lines[0]
    assert lines[1].startswith("stop: ")
    assert "My name is Basil" in lines[2]
    first, second = provider.requests()
    assert [message["role"] for message in first.body["messages"]] == ["system", "user", "assistant", "user"]
    assert second.body["messages"][0]["role"] == "developer"


@proves("T3.2.2-02")
def test_a_retired_model_is_not_found(lab, provider, said):
    """The list says what there is; the models that older courses name are a 404."""
    lab.main()

    offered, *refused = said()
    assert "gpt-5.5" in offered.split()
    assert refused == [f"{name}: 404 model_not_found" for name in ("gpt-3.5-turbo", "gpt-4-turbo", "gpt-4")]
    assert not {line.split(":")[0] for line in refused} & set(offered.split())


@proves("T3.2.2-03")
def test_newer_models_refuse_the_older_parameters(lab, provider, said):
    """`max_tokens` and `temperature` are for gpt-4.1; gpt-5.5 takes `max_completion_tokens`."""
    lab.main()

    older, newer, no_limit, no_temperature = said()
    assert "length, '1 2 3" in older
    assert "length, '1 2 3" in newer
    assert no_limit.endswith("400 unsupported_parameter, param max_tokens")
    assert no_temperature.endswith("400 unsupported_value, param temperature")


@proves("T3.2.3-01")
def test_a_stream_ends_with_its_usage(lab, provider, said):
    """The usage comes in the last chunk, because it was asked for, and is the provider's own count."""
    lab.main()

    entry, lines = provider.only(), said()
    assert entry.body["stream"] is True
    usage = entry.usage
    assert lines[0].endswith(f"{usage['input_tokens']} in, {usage['output_tokens']} out")
    assert lines[-1] == "the last frame: data: [DONE]"
    assert sum(line.startswith("< data: {") for line in lines) == 3


@proves("T3.2.3-02")
def test_a_chunk_may_lack_its_choice_and_a_stream_its_end(lab, provider, said):
    """The chunk with the usage is passed over, and a truncated answer has no finish reason."""
    lab.main()

    whole, cut = said()
    assert whole.endswith("'stop')")
    assert cut == "cut short, and no exception: ('1 2 3', None)"


@proves("T3.2.3-03")
def test_the_deltas_make_the_message(lab, provider, said):
    """The first delta has the role, the others a piece of text each, the last one the finish reason."""
    lab.main()

    first, *middle, last, message = said()
    assert "'role': 'assistant'" in first
    assert last == "{} stop"
    assert len(middle) == provider.only().tokens_sent
    assert message == f"the message: {provider.only().reply}"


@proves("T3.2.4-01")
def test_a_tool_is_asked_for_done_and_answered(lab, provider, said):
    """The model's wish comes back with its result under the same id, and the answer is made of it."""
    lab.main()

    lines = said()
    assert lines[0] == 'tool_calls: count_stock({"fruit":"apples"})'
    assert "pieces: 3" in lines[1]
    wish, result = provider.requests()[1].body["messages"][1:]
    assert wish["tool_calls"][0]["id"] == result["tool_call_id"]
    assert json.loads(result["content"]) == {"pieces": 3}


@proves("T3.2.4-02")
def test_the_model_sees_the_picture(lab, provider, said):
    """The picture arrives whole, as a part of the message beside its text."""
    lab.main()

    lines = said()
    assert "image/png" in lines[0]
    assert "64 x 48 pixels" in lines[0]
    assert lines[1].startswith("['text', 'image_url'] data:image/png;base64,")


@proves("T3.2.4-03")
def test_a_schema_gives_your_fields_unless_it_is_cut_off(lab, provider, said):
    """JSON mode gives an object, a schema the fields of the class, and too few tokens an error."""
    lab.main()

    some, fields, sent, cut = said()
    assert some.startswith("JSON mode, some JSON: [")
    assert "City(name=" in fields
    schema = json.loads(sent.removeprefix("sent as: "))["json_schema"]
    assert schema["strict"] is True
    assert set(schema["schema"]["properties"]) == {"name", "inhabitants"}
    assert cut.startswith("cut off: '{")
