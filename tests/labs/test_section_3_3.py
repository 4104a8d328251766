"""3.3 LiteLLM: what each lab shows."""

from litellm_left_clean import LITELLM, litellm_collected, litellm_left_clean  # noqa: F401 - fixtures

from course.labs import proves

pytestmark = LITELLM
MINI = "openai/gpt-4.1-mini"
ASKED_ALL = ["anthropic", "openai", "openrouter"]


@proves("T3.3.1-01")
def test_one_call_speaks_three_formats(lab, provider, said):
    """The same call reaches three vendors, each in its own format and with its own way to log in."""
    lab.main()

    anthropic, openai, openrouter = provider.requests()
    assert [entry.vendor for entry in provider.requests()] == ASKED_ALL
    assert "x-api-key" in anthropic.headers
    assert anthropic.body["system"] == [{"type": "text", "text": "Be brief."}]
    assert "authorization" in openai.headers
    assert openai.body["messages"][0]["role"] == openrouter.body["messages"][0]["role"] == "system"
    lines = said()
    assert all(any(entry.reply in line for line in lines) for entry in provider.requests())


@proves("T3.3.1-02")
def test_a_setting_switches_the_provider(lab, provider, said, monkeypatch):
    """The provider is whichever the setting names, without a change to the code that asks."""
    monkeypatch.setenv("CHAT_MODEL", MINI)
    lab.main()

    assert [entry.vendor for entry in provider.requests()] == ["openai", "openrouter"]


@proves("T3.3.1-03")
def test_the_next_in_the_list_answers(lab, provider, said):
    """The first provider fails, the second answers, the third is not asked."""
    lab.main()

    assert said()[-2:] == ["anthropic claude-haiku-4-5: 529", "openai gpt-4.1-mini: 200"]
    assert [entry.vendor for entry in provider.requests()] == ["anthropic", "openai"]


@proves("T3.3.1-04")
def test_prices_are_known_and_add_up(lab, provider, said):
    """Prices differ by an order of magnitude; an answer's cost is its tokens times their prices."""
    lab.main()

    lines = said()
    prices = {line.split()[0]: float(line.split()[-2]) for line in lines[:4]}
    assert prices["claude-opus-4-8"] > 10 * prices["gpt-4.1-mini"]
    usage = provider.only().usage
    cost = (usage["input_tokens"] + 5 * usage["output_tokens"]) / 1e6
    assert lines[-2].endswith(f"$ {cost:.6f}")
    assert lines[-1] == "an unknown model: BadRequestError"


@proves("T3.3.2-01")
def test_the_package_is_pinned_and_kept_offline(lab, provider, said):
    """The version is the one the course pins, and what LiteLLM does by itself is switched off."""
    lab.main()

    lines = said()
    assert lines[0].startswith("litellm 1.109.1:")
    assert int(lines[0].split()[-2]) > 4000
    assert lines[1:3] == ["LITELLM_OFFLINE_MODE=true", "LITELLM_MODE=PRODUCTION"]
    assert any(line.startswith("needs certifi") for line in lines)


@proves("T3.3.2-02")
def test_completion_speaks_openai_whoever_answers(lab, provider, said):
    """Claude's answer has OpenAI's shape and words, its failure is one of OpenAI's, with another status."""
    lab.main()

    lines = said()
    assert lines[0] == "length: '1 2 3 4 5 6 7 8', 8 tokens"
    assert '"stop_reason":"max_tokens"' in lines[1]
    assert lines[2] == "529 from Anthropic: InternalServerError 500"
    assert lines[3] == "without max_tokens LiteLLM asks for 64000"
    assert len(provider.requests()) == 3


@proves("T3.3.2-03")
def test_the_first_part_of_a_name_says_whom_to_ask(lab, provider, said):
    """What stands before the first slash is the provider; the rest goes to it as it is."""
    lab.main()

    asked = [(entry.vendor, entry.model) for entry in provider.requests()]
    assert asked == [
        ("anthropic", "claude-haiku-4-5"),
        ("openai", "gpt-4.1-mini"),
        ("openrouter", "anthropic/claude-haiku-4.5"),
        ("anthropic", "claude-haiku-4-5"),
    ]
    assert "LLM Provider NOT provided" in said()[-1]


@proves("T3.3.2-04")
def test_three_providers_are_asked_at_the_same_time(lab, provider, said):
    """All three requests have arrived before any of them is answered."""
    lab.main()

    first, *answers = said()
    assert first == "3 requests under way, 0 answered"
    assert len(answers) == 3


@proves("T3.3.3-01")
def test_a_name_of_your_own_stands_for_a_deployment(lab, provider, said):
    """Three names of one's own lead to three vendors, and a name that nobody set up to an error."""
    lab.main()

    assert [entry.vendor for entry in provider.requests()] == ASKED_ALL
    assert said()[-1] == "chat-large: 400 BadRequestError"


@proves("T3.3.3-02")
def test_fallbacks_are_tried_in_order(lab, provider, said):
    """Each failure leads to the next in the list, and the answer says who gave it."""
    lab.main()

    assert said() == [
        "asked ['anthropic']: anthropic/claude-haiku-4-5, fallback: False",
        "asked ['anthropic', 'openai']: openai/gpt-4.1-mini, fallback: True",
        "asked ['anthropic', 'openai', 'openrouter']: openrouter/deepseek/deepseek-v3.2, fallback: True",
    ]


@proves("T3.3.3-03")
def test_only_what_may_pass_is_tried_again(lab, provider, said):
    """A rate limit is tried once more; a failure and a refusal go to the fallback at once."""
    lab.main()

    assert said() == [
        "500: asked ['anthropic', 'openai']",
        "400: asked ['anthropic', 'openai']",
        "429: asked ['anthropic', 'anthropic', 'openai']",
    ]


@proves("T3.3.3-04")
def test_the_strategy_decides_which_deployment(lab, provider, said):
    """By weight one deployment answers, by price the other; an unknown strategy is refused."""
    lab.main()

    weight, price, unknown = said()
    assert weight == "by weight: {'mini': 6}"
    assert price == "by price: {'nano': 6}"
    assert "Invalid routing_strategy" in unknown


@proves("T3.3.4-01")
def test_a_stream_begins_at_once_and_knows_its_cost(lab, provider, said):
    """The first chunk comes when one token is sent; the chunks make the answer, its usage and its cost."""
    lab.main()

    first, whole, bill = said()
    entry = provider.only()
    assert first.endswith("sent so far: 1")
    assert whole.endswith(f": {entry.reply}")
    usage = entry.usage
    cost = (usage["input_tokens"] + 5 * usage["output_tokens"]) / 1e6
    assert bill == f"{usage['output_tokens']} tokens out, $ {cost:.6f}"


@proves("T3.3.4-02")
def test_the_chunks_are_alike_and_the_wire_is_not(lab, provider, said):
    """Three vendors' chunks are read by one loop, while their events differ."""
    lab.main()

    lines = said()
    entries = provider.requests()
    for line, entry in zip(lines[::2], entries, strict=True):
        assert line.endswith(f": {entry.reply} (stop)")
    assert '"content_block_delta"' in lines[1]
    assert '"chat.completion.chunk"' in lines[3]
    assert '"provider":"DeepSeek"' in lines[5]


@proves("T3.3.4-03")
def test_closing_the_stream_stops_the_provider(lab, provider, said):
    """Whoever has heard enough closes the stream, and the provider sees its client go."""
    lab.main()

    assert said()[-1] == "after 3 tokens: client_gone"


def test_two_layers_of_retries_multiply(lab_named, provider, said):
    """Three attempts of three are nine requests for one question."""
    lab_named("retries_that_multiply").main()

    assert said() == ["one question, 9 requests"]
    assert {entry.status for entry in provider.requests()} == {503}
