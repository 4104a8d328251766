"""3.4 OpenRouter: what each lab shows."""

import json

from litellm_left_clean import LITELLM, litellm_collected, litellm_left_clean  # noqa: F401 - fixtures

from course.labs import proves


@proves("T3.4.1-01")
def test_the_list_has_every_models_price(lab, provider, said):
    """The models come with their context and their prices, cheapest first, in dollars for a million tokens."""
    lab.main()

    *lines, last = said()
    prices = [float(line.split()[-5]) for line in lines]
    assert prices == sorted(prices)
    llama = next(line for line in lines if line.startswith("meta-llama/llama-3.3-70b-instruct"))
    assert llama.endswith("$ 0.13 in, 0.39 out for a million")
    assert last.startswith(f"{len(lines)} models here")


@proves("T3.4.1-02")
def test_one_key_opens_every_vendors_models(lab, provider, said):
    """Models of two vendors answer to one Bearer key; a wrong key is a 401."""
    lab.main()

    lines = said()
    assert lines[0] == "anthropic/claude-haiku-4.5, served by Anthropic"
    assert lines[1].endswith("served by Mistral")
    assert lines[-1].startswith("a wrong key: 401")
    first, second, refused = provider.requests()
    assert first.key == second.key != refused.key


@proves("T3.4.1-03")
def test_the_headers_name_the_app_and_change_nothing(lab, provider, said):
    """With the two headers or without them there is an answer; they only tell whose app it was."""
    lab.main()

    named, unnamed = provider.requests()
    assert named.headers["http-referer"] == "https://tutor.example"
    assert named.headers["x-title"] == "The tutor"
    assert "http-referer" not in unnamed.headers
    assert (named.status, unnamed.status) == (200, 200)


@proves("T3.4.2-01")
def test_the_endpoint_is_one_post(lab, provider, said):
    """A plain HTTP client gets an answer in OpenAI's shape, with the provider and the cost beside it."""
    lab.main()

    first, *body = said()
    answer = json.loads("\n".join(body))
    assert first == "POST /openrouter/api/v1/chat/completions: 200, application/json"
    assert answer["choices"][0]["message"]["content"] == provider.only().reply
    assert {"provider", "usage"} <= answer.keys()


@proves("T3.4.2-02")
def test_the_format_is_openais_and_a_little_more(lab, provider, said):
    """The chosen provider serves, comments come first and harm nobody, and the last chunk has the cost."""
    lab.main()

    lines = said()
    usage = provider.only().usage
    assert lines[0] == f"text: {provider.only().reply}"
    cost = (usage["input_tokens"] * 0.13 + usage["output_tokens"] * 0.39) / 1e6
    assert lines[1] == f"served by Groq; cost $ {cost:.8f}"
    assert "< : OPENROUTER PROCESSING" in (line.rstrip() for line in lines)
    assert provider.only().body["provider"] == {"order": ["Groq", "DeepInfra"]}


@proves("T3.4.2-03")
def test_a_name_is_author_and_model(lab, provider, said):
    """A name of the list answers, any other is a 400, and a list of fallbacks helps."""
    lab.main()

    assert said() == [
        "anthropic/claude-haiku-4.5",
        "claude-haiku-4-5: 400 claude-haiku-4-5 is not a valid model ID",
        "openai/gpt-3.5-turbo: 400 openai/gpt-3.5-turbo is not a valid model ID",
        "with a fallback list: meta-llama/llama-3.3-70b-instruct",
    ]


@proves("T3.4.3-01")
def test_the_prefix_leads_to_openrouter(lab, provider, said):
    """LiteLLM takes the prefix off and asks OpenRouter, under its own name unless told yours."""
    lab.main()

    entry, lines = provider.only(), said()
    assert (entry.vendor, entry.model) == ("openrouter", "deepseek/deepseek-v3.2")
    assert lines[1].startswith("cost, as OpenRouter says: $ 0.0000")
    assert entry.headers["x-title"] == "liteLLM"


@proves("T3.4.3-02")
def test_openrouter_is_the_last_resort(lab, provider, said):
    """The direct way fails, and the same model answers by OpenRouter, asked in the app's own name."""
    lab.main()

    assert said()[1:] == [
        "anthropic claude-haiku-4-5: 529, for nobody",
        "openrouter anthropic/claude-haiku-4.5: 200, for The tutor",
    ]
