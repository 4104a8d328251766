"""Stage 2: what a service owes its operator: patience, thrift, silence about secrets, a safe container."""

import json
import secrets

from course.checks import expect_that, proves, rule

CHAT = "/v1/chat"


@proves("S2-23")
def test_a_slow_provider_does_not_slow_the_service(app, provider):
    """While a chat waits for its answer, /health and other chats are answered."""
    provider.script(rule("gate", request=1))
    waiting = app.later.post(CHAT, json={"message": "Take your time."})
    first = provider.wait(1)[0]
    provider.until(first, "gated")

    app.get("/health").expect(200)
    app.post(CHAT, json={"message": "Me first."}).expect(200)

    expect_that(not waiting.done, "the first chat still to wait for its answer", got="it was answered")
    provider.release_all(request=first.id)
    waiting.reply().expect(200)


@proves("S2-24")
def test_one_client_for_the_whole_process(app, provider):
    """Chats one after the other use one connection to the provider: its client lives as long as the app."""
    for number in range(5):
        app.post(CHAT, json={"message": f"Question {number}"}).expect(200)

    connections = {entry.connection for entry in provider.wait(5)}
    expect_that(
        len(connections) == 1, "five chats over one connection", got=f"{len(connections)} connections"
    )


@proves("S2-25")
def test_a_client_that_leaves_stops_the_call(app, provider):
    """When the caller closes the connection, the call to the provider is closed too: nobody would read it."""
    provider.script(rule("gate"))
    caller = app.later.post(CHAT, json={"message": "Never mind."})
    call = provider.until(provider.wait(1)[0], "gated")

    caller.cancel()

    call = provider.until(call, "ended")
    expect_that(call.ended == "client_gone", "the call to the provider to be closed", got=call.ended)
    provider.script()
    app.post(CHAT, json={"message": "I am back."}).expect(200)


@proves("S2-26")
def test_keys_and_prompts_stay_out_of_logs_and_errors(app, provider, start):
    """No key in any reply or log, and no prompt in any error or log, even when the provider quotes both."""
    secret, answer = secrets.token_hex(8), secrets.token_hex(8)
    prompt = f"{secret}, what does that stand for?"
    quoting = f"bad key {provider.key}, bad prompt {prompt}"
    faults = [
        rule("status", status=status, message=quoting)
        for status in (400, 401, 403, 404, 413, 422, 429, 500, 529)
    ]
    faults += [
        rule("cut"),
        rule("cut", after_tokens=1),
        rule("html"),
        rule("invalid_json"),
        rule("reply", text=f"{answer} is what it stands for."),
    ]
    patient = start.shared(PROVIDER_MAX_RETRIES="0", RETRY_ATTEMPTS="1", COOLDOWN_AFTER="1000")
    question = {"message": prompt, "system": prompt}

    replies = []
    for fault in faults:
        provider.script(fault)
        replies.append(patient.post(CHAT, json=question))
    wrong = ({"max_tokens": prompt}, {"temperature": prompt}, {"max_tokens": 0}, {"system": [prompt]})
    replies += [app.post(CHAT, json={**question, **fields}) for fields in wrong]
    for content_type, body in (("text/plain", json.dumps(question)), ("application/json", f'{{"{prompt}')):
        replies.append(app.post(CHAT, content=body, headers={"content-type": content_type}))

    said = "\n".join(reply.text for reply in replies)
    logged = app.log() + patient.log()
    for where, text in (("a reply", said), ("the log", logged)):
        not_in(text, provider.key.removeprefix("sk-sim-"), f"no key in {where}")
        not_in(text, secret, f"no prompt in {where}")
    not_in(logged, answer, "no answer in the log")


def not_in(text, secret, what):
    """Expect a text to have nothing of a secret: its beginning is enough, in whatever case."""
    beginning = secret[:8].lower()
    at = text.lower().find(beginning)
    expect_that(at < 0, what, got=text[max(0, at - 120) : at + 120])


@proves("S2-27", targets=("compose",))
def test_the_container_gets_its_key_at_run_time_and_can_do_little(app, container):
    """The key is in the container, not in the image; not root, read-only, healthy; one port is open."""
    app.post(CHAT, json={"message": "Hello"}).expect(200)
    running, image = container.inspect(), container.image()

    for layer in ("Env", "Cmd", "Entrypoint", "Labels"):
        expect_that("sk-" not in json.dumps(image["Config"].get(layer)), f"no key in the image's {layer}")
    names = {entry.partition("=")[0] for entry in running["Config"]["Env"]}
    expect_that("ANTHROPIC_API_KEY" in names, "ANTHROPIC_API_KEY in the container's environment", got=names)
    user = running["Config"]["User"].partition(":")[0]
    if not user.isdecimal():  # a name: only the container knows who it is
        user = container.exec("api", "id", "-u").strip()
    expect_that(user.isdecimal() and int(user), "a user that is not root", got=f"user id {user}")
    expect_that(running["HostConfig"]["ReadonlyRootfs"], "a root file system that cannot be written to")
    files = [file for file in container.files() if file.endswith("/.env") and "/site-packages/" not in file]
    expect_that(not files, "no .env file in the container", got=", ".join(files))
    health = container.health()
    expect_that(health == "healthy", "the health check to pass", got=running["State"].get("Health") or health)
    alone = container.is_healthy_alone()
    expect_that(not alone, "the health check to fail where the service does not run", got="it passes")
    published = [
        port for service in container.config()["services"].values() for port in service.get("ports", [])
    ]
    expect_that(
        [port.get("host_ip") for port in published] == ["127.0.0.1"],
        "one published port, on this machine only: the simulator's control port is for nobody else",
        got=published,
    )
