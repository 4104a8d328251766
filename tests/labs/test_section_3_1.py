"""3.1 Anthropic Claude SDK: what each lab shows."""

from course.labs import proves


@proves("T3.1.1-01")
def test_the_sdk_brings_httpx2_and_refuses_httpx(lab, provider, said):
    """The installed SDK needs httpx2, and takes no client of the older httpx."""
    lab.main()

    lines = said()
    assert lines[0].startswith("anthropic 2.")
    assert any(line.strip().startswith("httpx2") for line in lines)
    assert lines[-1].startswith("TypeError: Invalid `http_client` argument")


@proves("T3.1.1-02")
def test_the_key_comes_from_the_environment(lab, provider, said, monkeypatch):
    """The environment's key arrives as a Bearer token; without one the call fails, and nothing is sent."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-sim-another")
    lab.main()

    entry = provider.only()
    assert entry.key != provider_key(provider)
    assert "authorization" in entry.headers
    assert "x-api-key" not in entry.headers
    assert any("the call is a TypeError" in line for line in said())


def provider_key(provider):
    """Return the fingerprint of the labs' usual key."""
    from anthropic import Anthropic  # noqa: PLC0415 - two seconds that only some tests need

    with Anthropic(api_key="sk-sim-lab", base_url=provider.url("anthropic")) as client:
        client.models.list()
    return provider.requests()[-1].key


@proves("T3.1.1-03")
def test_one_client_keeps_its_connection(lab, provider, said):
    """Three calls by one client take one connection, three clients take three."""
    lab.main()

    assert said() == ["one client, three calls: 1 connection", "three clients, three calls: 3 connections"]


@proves("T3.1.2-01")
def test_the_whole_conversation_goes_with_each_request(lab, provider, said):
    """What is not sent again is not known; each turn is a message of the user or of the assistant."""
    lab.main()

    first, second, *_ = said()
    assert "Your name is Ada" in first
    assert "You have not told me" in second
    roles = [[message["role"] for message in entry.body["messages"]] for entry in provider.requests()]
    assert roles == [["user", "assistant", "user"], ["user"]]


@proves("T3.1.2-02")
def test_the_system_prompt_is_a_field_of_its_own(lab, provider, said):
    """The answer follows the system prompt, which is beside the messages; as a message it is refused."""
    lab.main()

    lines = said()
    assert "MY NAME IS BASIL" in lines[0]
    assert "400 messages" in lines[-1]
    asked, refused = provider.requests()
    assert asked.body["system"].startswith("You are called Basil")
    assert [message["role"] for message in asked.body["messages"]] == ["user"]
    assert refused.status == 400


@proves("T3.1.2-03")
def test_max_tokens_is_needed_and_temperature_is_gone(lab, provider, said):
    """`max_tokens` must be given and cuts the answer; neither SDK nor API takes a temperature."""
    lab.main()

    cut, missing, refused, on_the_wire = said()
    assert cut.startswith("max_tokens after 8 tokens")
    assert missing.startswith("no max_tokens: TypeError: Missing required arguments")
    assert refused.startswith("temperature: TypeError")
    assert on_the_wire.startswith("temperature on the wire: 400")
    assert [entry.status for entry in provider.requests()] == [200, 400]


@proves("T3.1.2-04")
def test_an_answer_is_blocks_a_reason_and_a_bill(lab, provider, said):
    """Text, stop reason, usage and request id are those that the provider sent."""
    lab.main()

    entry, lines = provider.only(), said()
    assert "content: ['text']" in lines
    assert f"text: {entry.reply}" in lines
    assert "stop_reason: end_turn" in lines
    assert f"usage: {entry.usage['input_tokens']} tokens in, {entry.usage['output_tokens']} out" in lines
    assert any(line.endswith(f"support: {entry.request_id}") for line in lines)


@proves("T3.1.3-01")
def test_the_first_words_are_here_before_the_last_are_sent(lab, provider, said):
    """The first piece is in the program's hands when the provider has sent one token and no more."""
    lab.main()

    lines = said()
    assert lines[0].endswith("the provider has sent 1 token")
    assert lines[1].startswith("end_turn")
    assert provider.only().reply in lines[1]
    assert provider.only().body["stream"] is True


@proves("T3.1.3-02")
def test_the_pieces_are_the_answer(lab, provider, said):
    """Each token comes as a piece of text, and all pieces together are the answer."""
    lab.main()

    pieces, whole, ending = said()
    entry = provider.only()
    assert pieces.split("|")[:-1] == [piece for piece in pieces.split("|") if piece]
    assert pieces.replace("|", "") == entry.reply
    assert whole == f"{entry.tokens_sent} pieces, the same text: True"
    assert "end_turn" in ending


@proves("T3.1.3-03")
def test_the_events_come_in_their_order(lab, provider, said):
    """A message starts, a block starts, grows and stops, and the message says why it stopped."""
    lab.main()

    lines = said()
    events = [line.split(":")[0] for line in lines[: lines.index("")]]
    tokens = provider.only().tokens_sent
    assert events == [
        "message_start",
        "content_block_start",
        *["content_block_delta"] * tokens,
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert "< event: message_start" in lines


@proves("T3.1.4-01")
def test_a_429_is_tried_again_and_then_told(lab, provider, said):
    """The SDK tries again and says so in a header; when it may not, it raises, with the wait."""
    lab.main()

    lines = said()
    assert lines[0].startswith("answered: Hello")
    assert lines[1:4] == ["attempt 0: 429", "attempt 1: 429", "attempt 2: 200"]
    assert lines[4].startswith("RateLimitError 429 rate_limit_error")
    assert lines[5] == "come back in 30 s"
    assert len(provider.requests()) == 4


@proves("T3.1.4-02")
def test_every_status_has_its_exception(lab, provider, said):
    """Nine statuses, nine exceptions of one family, each with the type the API gave and the request's id."""
    lab.main()

    *lines, last = said()
    assert [line.split()[0] for line in lines] == [
        "400",
        "401",
        "403",
        "404",
        "413",
        "429",
        "500",
        "503",
        "529",
    ]
    assert [line.split()[1] for line in lines][-2:] == ["ServiceUnavailableError", "OverloadedError"]
    ids = [entry.request_id for entry in provider.requests()]
    assert [line.rpartition("(")[2].rstrip(")") for line in lines] == ids
    assert [line.split(": ")[1].startswith("worth") for line in lines] == [False] * 5 + [True] * 4
    assert last.startswith("9 requests")


@proves("T3.1.4-03")
def test_silence_is_an_exception_before_the_stream_and_another_within(lab, provider, said):
    """Silence is tried again before the answer begins; in mid-stream it is not, and httpx2 tells."""
    lab.main()

    lines = said()
    assert lines[0].startswith("the default: 600 s")
    assert lines[1] == "no answer: APITimeoutError, after 2 attempts"
    assert lines[2] == "silence in mid-stream: httpx2.ReadTimeout"
    assert len(provider.requests()) == 3
