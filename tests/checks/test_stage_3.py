"""Stage 3: the boxes of the course, one chat endpoint in front of many providers."""

import re
import secrets

from course.checks import expect_that, proves, rule

CHAT = "/v1/chat"
MODELS = {
    "anthropic": "anthropic/claude-haiku-4-5",
    "openai": "openai/gpt-4.1-mini",
    "openrouter": "openrouter/meta-llama/llama-3.3-70b-instruct",
}
PATHS = {
    "anthropic": "/anthropic/v1/messages",
    "openai": "/openai/v1/chat/completions",
    "openrouter": "/openrouter/api/v1/chat/completions",
}
KEY = re.compile(r"\bsk-\w[\w-]{5,}")
# An instance costs seconds, most of them LiteLLM's import: S3-09 and S3-13 use this one, too.
ONLY_OPENAI = {
    "ANTHROPIC_API_KEY": None,
    "OPENROUTER_API_KEY": None,
    "COOLDOWN_AFTER": "1",
    "COOLDOWN_SECONDS": "600",
}


def text_of(content):
    """Return the text of a message's content or a system prompt, which is a text or a list of blocks."""
    return content if isinstance(content, str) else "".join(block.get("text", "") for block in content)


def turns_of(body):
    return [(turn["role"], text_of(turn["content"])) for turn in body["messages"]]


@proves("P3-01")
def test_litellm_sends_the_requests(app, provider):
    """Each provider is asked once, and the requests have the headers by which LiteLLM introduces itself."""
    for model in MODELS.values():
        app.post(CHAT, json={"message": "Hello", "model": model}).expect(200)

    sent = provider.requests()
    expect_that(
        [entry.vendor for entry in sent] == list(MODELS),
        "one request to each provider",
        got="; ".join(entry.line for entry in sent),
    )
    marks = {
        "anthropic": sent[0].headers.get("user-agent", ""),
        "openrouter": sent[2].headers.get("x-title", ""),
    }
    for vendor, mark in marks.items():
        expect_that("litellm" in mark.lower(), f"LiteLLM's name in the headers to {vendor}", got=mark)


@proves("P3-02")
def test_three_providers_are_spoken_to_in_their_own_ways(app, provider):
    """Message, system prompt and max_tokens reach each provider where its own API wants them."""
    message, system = f"Hello {secrets.token_hex(4)}, café", f"Be brief. {secrets.token_hex(4)}"
    for model in MODELS.values():
        question = {"message": message, "system": system, "max_tokens": 17, "model": model}
        app.post(CHAT, json=question).expect(200)

    for entry, (vendor, path) in zip(provider.requests(), PATHS.items(), strict=False):
        expect_that(entry.path == path, f"POST {path}", got=entry.line)
        turns = [("user", message)] if vendor == "anthropic" else [("system", system), ("user", message)]
        expect_that(turns_of(entry.body) == turns, f"the turns {turns} at {vendor}", got=turns_of(entry.body))
        if vendor == "anthropic":
            found = text_of(entry.body.get("system", ""))
            expect_that(found == system, f"system {system!r} beside the messages", got=found)
        found = entry.body.get("max_tokens", entry.body.get("max_completion_tokens"))
        expect_that(found == 17, f"max_tokens 17 at {vendor}", got=found)
    expect_that(len(provider.requests()) == len(PATHS), "one request to each provider")


@proves("P3-03")
def test_when_a_provider_fails_the_next_is_asked(app, provider):
    """A failing model is followed by the next of the alias, in order, until one answers: a chain of three."""
    provider.script(
        rule("status", vendor="anthropic", status=529), rule("status", vendor="openai", status=503)
    )

    reply = app.post(CHAT, json={"message": "Hello", "model": "chat"}).expect(200)

    asked = [entry.vendor for entry in provider.requests()]
    expect_that(asked == list(MODELS), f"these to be asked, in this order: {', '.join(MODELS)}", got=asked)
    expect_that(
        reply.field("content") == provider.requests()[-1].reply, "the third one's answer", got=reply.text
    )


@proves("P3-04", starts=True)
def test_chat_is_a_post_endpoint_with_a_default_model(app, provider):
    """POST /v1/chat answers with or without a model, to the letter as the provider wrote; GET is refused."""
    text = f"\n  Grüße — 日本語 🙂 {secrets.token_hex(4)} \n"
    provider.script(rule("reply", text=text))

    for model in ({}, {"model": "chat"}, {"model": None}):
        reply = app.post(CHAT, json={"message": "Hello", **model})
        reply.expect(200, {"content": text}, content_type="application/json")
    app.get(CHAT).expect(405)


@proves("P3-05")
def test_the_answer_says_who_answered(app, provider):
    """The answer names the provider and the model that the journal saw, and claims no fallback."""
    for vendor, model in MODELS.items():
        reply = app.post(CHAT, json={"message": "Who are you?", "model": model})
        sent = provider.requests()[-1]
        expect_that(sent.vendor == vendor, f"a request to {vendor}", got=sent.line)
        reply.expect(200, {"provider": vendor, "model": sent.model, "fallback_used": False})


@proves("P3-06")
def test_models_are_listed_as_openai_lists_them(app, provider):
    """GET /v1/models is OpenAI's list: aliases and models, each with id, object, created and owned_by."""
    reply = app.get("/v1/models").expect(200, {"object": "list"}, content_type="application/json")

    owners = {}
    for card in reply.field("data"):
        expect_that(card.get("object") == "model", 'object "model" for each', got=card)
        created = card.get("created")
        expect_that(type(created) is int, "created: a whole number", got=card)
        owners[card.get("id")] = card.get("owned_by")
    for vendor, model in MODELS.items():
        expect_that(owners.get(model) == vendor, f"{model}, owned by {vendor}", got=owners)
    for alias in ("chat", "long"):
        expect_that(alias in owners, f"the alias {alias}", got=owners)
    expect_that(not provider.requests(), "a list that costs nothing", got="a provider was asked")


@proves("P3-07")
def test_each_provider_has_its_key_in_the_environment(project, provider, start):
    """A provider takes part when its own key is set, and only then; .env.example names all three keys."""
    app = start.shared(**ONLY_OPENAI)

    app.post(CHAT, json={"message": "Hello"}).expect(200, {"provider": "openai"})

    asked = {entry.vendor for entry in provider.requests()}
    expect_that(asked == {"openai"}, "no request to a provider without a key", got=asked)
    listed = {card["owned_by"] for card in app.get("/v1/models").expect(200).field("data")} - {"alias"}
    expect_that(listed == {"openai"}, "models of the provider that has a key", got=listed)
    example = project.read(".env.example")
    for vendor in MODELS:
        name = f"{vendor.upper()}_API_KEY"
        expect_that(re.search(rf"^{name}=\s*$", example, re.MULTILINE), f"{name}= in .env.example")
    expect_that(not KEY.search(example), "no key in .env.example", got="something that looks like one")


@proves("P3-08")
def test_another_model_name_is_another_provider(app, provider):
    """The same question with another model goes to exactly that model, of the same provider or of another."""
    names = [*MODELS.values(), "anthropic/claude-sonnet-4-6", "openai/gpt-4o-mini"]

    for name in names:
        app.post(CHAT, json={"message": "Hello", "model": name}).expect(200)

    asked = [f"{entry.vendor}/{entry.model}" for entry in provider.requests()]
    expect_that(asked == names, f"these models to be asked: {', '.join(names)}", got=", ".join(asked))


@proves("P3-09")
def test_a_failing_provider_goes_unnoticed_but_not_unsaid(app, provider):
    """While the first provider is down the second answers and says so; afterwards the first answers again."""
    provider.script(rule("status", vendor="anthropic", status=500, request=1))

    stood_in = app.post(CHAT, json={"message": "Hello", "model": "chat"}).expect(200, {"fallback_used": True})
    recovered = app.post(CHAT, json={"message": "Hello", "model": "chat"}).expect(
        200, {"fallback_used": False}
    )

    failed, second, first = provider.wait(3)
    expect_that(failed.status == 500, "the first provider to have failed", got=failed.line)
    expect_that(stood_in.field("content") == second.reply, f"the answer {second.reply!r}", got=stood_in.text)
    expect_that(recovered.field("content") == first.reply, f"the answer {first.reply!r}", got=recovered.text)
