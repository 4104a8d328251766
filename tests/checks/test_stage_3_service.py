"""Stage 3: names and keys, tokens and dollars, and what a service owes its operator."""

import contextlib
import json
import socket
import threading
import tomllib

from course.checks import DoesNotStart, expect_that, proves, rule

CHAT = "/v1/chat"
MODELS = {
    "anthropic": "anthropic/claude-haiku-4-5",
    "openai": "openai/gpt-4.1-mini",
    "openrouter": "openrouter/meta-llama/llama-3.3-70b-instruct",
}
JSON = {"content-type": "application/json"}
KEYS = [f"{vendor.upper()}_API_KEY" for vendor in MODELS]
# The settings of P3-07 and S3-09, so that one instance serves all three.
ONLY_OPENAI = {
    "ANTHROPIC_API_KEY": None,
    "OPENROUTER_API_KEY": None,
    "COOLDOWN_AFTER": "1",
    "COOLDOWN_SECONDS": "600",
}


@proves("S3-12")
def test_an_unknown_model_is_named_as_the_mistake(app, provider):
    """A model that is not in the catalogue is 404 model_not_found, however long its name; nobody is asked."""
    unknown = ["gpt-4.1-mini", "anthropic/claude-1", "anthropic", "chat/", "", "x" * 10_000, "CHAT"]
    for name in unknown:
        reply = app.post(CHAT, json={"message": "Hello", "model": name})
        reply.expect_error(404, "model_not_found", "model")
        expect_that(len(reply.text) < 1000, "an error that does not repeat the name", got=len(reply.text))
    for wrong in (5, True, ["chat"], "\ud83d"):
        reply = app.post(CHAT, content=json.dumps({"message": "Hello", "model": wrong}), headers=JSON)
        reply.expect_error(422, "invalid_request", "model")

    expect_that(not provider.requests(), "nobody to be asked", got=provider.requests())


@proves("S3-13")
def test_a_missing_key_is_said_clearly(provider, start):
    """A model whose key is missing is 503; without any key the service runs, and says so in the log."""
    one = start.shared(**ONLY_OPENAI)
    for model in (MODELS["anthropic"], "open"):
        reply = one.post(CHAT, json={"message": "Hello", "model": model})
        reply.expect_error(503, "provider_not_configured")

    none = start.shared(**dict.fromkeys(KEYS))
    none.get("/health").expect(200)
    none.get("/v1/models").expect(200, {"object": "list", "data": []})
    none.post(CHAT, json={"message": "Hello"}).expect_error(503, "provider_not_configured")
    lines = [line for line in none.log().splitlines() if all(key in line for key in KEYS)]
    expect_that(len(lines) == 1, f"one line in the log that names {', '.join(KEYS)}", got=lines)
    expect_that(not provider.requests(), "nobody to be asked", got=provider.requests())


@proves("S3-14")
def test_tokens_and_dollars(app, provider, project):
    """Tokens as the provider counted them, dollars by the catalogue's price of the model that answered."""
    prices = tomllib.loads(project.read("models.toml"))["models"]
    overloaded = rule("status", vendor="anthropic", status=529)
    asked = [(model, model, []) for model in MODELS.values()] + [("chat", MODELS["openai"], [overloaded])]
    for name, model, faults in asked:
        provider.script(*faults, rule("reply", tokens=9))
        reply = app.post(CHAT, json={"message": "What does a question of this length cost?", "model": name})
        usage = provider.requests()[-1].usage
        tokens = {"usage.input_tokens": usage["input_tokens"], "usage.output_tokens": 9}
        reply.expect(200, tokens)
        price = prices[model]
        dollars = (usage["input_tokens"] * price["input_price"] + 9 * price["output_price"]) / 1_000_000
        cost = reply.field("usage.cost_usd")
        expect_that(abs(cost - dollars) < dollars / 1000, f"cost_usd {dollars:.9f}", got=f"{cost:.9f}")


PRICES = "input_price = 1.0\noutput_price = 2.0\ncontext_window = 1000\nmax_output = 100\n"
GOOD = (
    f'default = "chat"\n[aliases]\nchat = ["openai/gpt-4.1-mini"]\n[models."openai/gpt-4.1-mini"]\n{PRICES}'
)
BROKEN = {  # what it is: the text, and what its mistakes are about
    "not TOML": ("default =\n" + GOOD, ["line 1"]),
    "a misspelt price": (GOOD.replace("input_price", "input_prise"), ["input_price", "input_prise"]),
    "no such default and model": (
        GOOD.replace('"chat"', '"talk"').replace("chat = [", 'odd = ["openai/gpt-99", '),
        ["talk", "aliases.odd"],
    ),
}


@proves("S3-15", targets=("process",))
def test_a_broken_catalogue_is_refused_at_the_start(start, tmp_path):
    """A catalogue with mistakes ends the start with one line for each: the file, the entry, what is wrong."""
    for name, (text, places) in BROKEN.items():
        file = tmp_path / "models.toml"
        file.write_text(text, encoding="utf-8")
        said = refusal(start, file)
        lines = [line for line in said.splitlines() if str(file) in line]
        expect_that(len(lines) == len(places), f"{len(places)} line(s) about {file} ({name})", got=said)
        for place in places:
            expect_that(any(place in line for line in lines), f"a line about {place} ({name})", got=lines)
        expect_that("Traceback" not in said, "no traceback", got=said)


def refusal(start, file):
    """Return what an app says that should not start."""
    try:
        start(MODELS_FILE=str(file))
    except DoesNotStart as fault:
        return fault.log
    return "it started"


@proves("S3-16")
def test_limits_and_temperature_in_each_models_own_words(app, provider):
    """max_tokens and temperature reach each model as it takes them; max_tokens is never above what it can."""
    provider.script(rule("status", vendor="anthropic", status=529, request=2))
    questions = [
        {"model": MODELS["anthropic"], "temperature": 0.5},
        {"model": "chat", "max_tokens": 60_000},
        {"model": MODELS["openai"], "temperature": 0},
        {"model": MODELS["openrouter"], "temperature": 0.25},
        {"model": "openai/gpt-5.4-mini", "max_tokens": 20},
    ]
    for question in questions:
        app.post(CHAT, json={"message": "Hello", **question}).expect(200)

    haiku, failed, stood_in, mini, llama, newest = (entry.body for entry in provider.requests())
    found = [body.get("temperature") for body in (haiku, failed, mini, llama, newest)]
    expect_that(found == [0.5, None, 0, 0.25, None], "the temperatures 0.5, none, 0, 0.25, none", got=found)
    found = [failed.get("max_tokens"), stood_in.get("max_tokens"), newest.get("max_completion_tokens")]
    expect_that(found == [60_000, 32_768, 20], "at most 60000, 32768 and 20 tokens", got=found)
    refused = app.post(CHAT, json={"message": "Hello", "model": "openai/gpt-5.4-mini", "temperature": 0.5})
    refused.expect_error(400, "provider_rejected")


@proves("S3-17")
def test_one_client_for_each_provider(app, provider):
    """Chats one after the other use one connection to each provider: its client lives as long as the app."""
    for model in MODELS.values():
        provider.reset()
        for number in range(4):
            app.post(CHAT, json={"message": f"Question {number}", "model": model}).expect(200)
        connections = {entry.connection for entry in provider.requests()}
        expect_that(len(connections) == 1, f"one connection for four chats with {model}", got=connections)


@proves("S3-18")
def test_a_client_that_leaves_stops_the_call_to_any_provider(app, provider):
    """When the caller leaves, the call is closed, whichever provider it went to, and no other is asked."""
    for model in MODELS.values():
        provider.reset()
        provider.script(rule("gate"))
        caller = app.later.post(CHAT, json={"message": "Never mind.", "model": model})
        call = provider.until(provider.wait(1)[0], "gated")
        caller.cancel()
        call = provider.until(call, "ended")
        expect_that(call.ended == "client_gone", f"the call to {model} to be closed", got=call.ended)
    provider.reset()
    provider.script(rule("status", vendor="anthropic", status=503), rule("gate", vendor="openai"))
    caller = app.later.post(CHAT, json={"message": "Never mind."})
    call = provider.until(provider.wait(2)[1], "gated")
    caller.cancel()
    call = provider.until(call, "ended")
    expect_that(call.ended == "client_gone", "the second attempt to be closed", got=call.ended)
    provider.script()
    app.post(CHAT, json={"message": "I am back."}).expect(200)
    expect_that(len(provider.requests()) == 3, "no third attempt", got=provider.requests())


@contextlib.contextmanager
def listening():
    """Yield an address on this machine, and a list that grows by what each connection to it first says."""
    said = []

    def answer(server):
        with contextlib.suppress(OSError):
            while True:
                connection = server.accept()[0]
                with connection:
                    said.append(connection.recv(200).decode(errors="replace"))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, args=(server,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", said
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)


@proves("S3-19", targets=("process",))
def test_nothing_but_the_providers_is_asked(provider, start):
    """From its start to its answers the app asks nobody else: a proxy that it was given sees nothing."""
    with listening() as (proxy, said):
        app = start(HTTP_PROXY=proxy, HTTPS_PROXY=proxy, ALL_PROXY=proxy, NO_PROXY="127.0.0.1")
        for model in MODELS.values():
            app.post(CHAT, json={"message": "Hello", "model": model}).expect(200)

    expect_that(not said, "no request through the proxy", got=[line.partition("\r")[0] for line in said])
    expect_that(len(provider.requests()) == 3, "three requests to the providers", got=provider.requests())


@proves("S3-20")
def test_the_log_has_nothing_but_the_apps_own_lines(provider, start):
    """Whatever fails, each line of the log is one JSON object of the app's: no library prints into it."""
    app = start.shared(PROVIDER_MAX_RETRIES="0", RETRY_ATTEMPTS="1", COOLDOWN_AFTER="1000")
    for fault in (rule("status", status=401), rule("status", status=529), rule("cut"), rule("invalid_json")):
        provider.script(fault)
        for model in ("chat", *MODELS.values()):
            status = app.post(CHAT, json={"message": "Hello", "model": model}).status
            expect_that(status in {502, 503}, "an error when every provider fails", got=status)

    for line in filter(str.strip, app.log().splitlines()):
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        expect_that(isinstance(found, dict) and "message" in found, "a JSON object a line", got=line)


@proves("S3-21", targets=("compose",))
def test_the_container_gets_its_keys_at_run_time_and_can_do_little(app, container):
    """All keys are in the container, none in the image; not root, read-only, healthy; one port is open."""
    app.post(CHAT, json={"message": "Hello"}).expect(200)
    running, image = container.inspect(), container.image()

    for layer in ("Env", "Cmd", "Entrypoint", "Labels"):
        expect_that("sk-" not in json.dumps(image["Config"].get(layer)), f"no key in the image's {layer}")
    names = {entry.partition("=")[0] for entry in running["Config"]["Env"]}
    expect_that(set(KEYS) <= names, f"{', '.join(KEYS)} in the container's environment", got=names)
    user = container.exec("api", "id", "-u").strip()
    expect_that(user.isdecimal() and user != "0", "a user that is not root", got=f"user id {user}")
    expect_that(running["HostConfig"]["ReadonlyRootfs"], "a root file system that cannot be written to")
    health = container.health()
    expect_that(health == "healthy", "the health check to pass", got=running["State"].get("Health") or health)
    published = [
        port for service in container.config()["services"].values() for port in service.get("ports", [])
    ]
    expect_that(
        [port.get("host_ip") for port in published] == ["127.0.0.1"],
        "one published port, on this machine only: the simulator's control port is for nobody else",
        got=published,
    )
