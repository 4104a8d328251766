"""7.2 AI API patterns: what each lab shows."""

import asyncio
import os

from course.checks import rule
from course.labs import proves

ODD = b'{ "model":"gpt-4o-mini",\t"messages":[{"role":"user","content":"a se\\u0063ret"}],  "stream": true}'


@proves("T7.2-01")
def test_a_proxy_changes_no_byte_logs_no_prompt_and_limits(lab, provider, said, monkeypatch):
    """No byte changes on the way; the log has neither prompt nor key; a caller's fourth call stops here."""
    upstream = []
    sending = lab.httpx2.AsyncClient.send

    async def watched(self, request, **options):
        if request.url.host == "127.0.0.1":
            upstream.append(request.content)
        return await sending(self, request, **options)

    monkeypatch.setattr(lab.httpx2.AsyncClient, "send", watched)
    replies = lab.asyncio.run(lab.send(ODD, *[lab.os.environ["OPENAI_API_KEY"]] * 4, "sk-sim-another"))

    entries = provider.requests()
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429, 200]
    assert upstream == [ODD] * 4
    assert [reply.text for reply in replies if reply.status_code == 200] == [
        "".join(entry.frames) for entry in entries
    ]
    log = "\n".join(said())
    assert log.count("/chat/completions: 200") == 4
    assert "secret" not in log
    assert "sk-" not in log


def test_a_proxy_does_not_wait_for_the_end_of_a_stream(lab_named, provider):
    """The first bytes are with the client while the provider still holds back the rest."""
    lab = lab_named("proxy")
    provider.script(rule("gate", open=1))

    assert asyncio.run(_first_part(lab, provider.release_all)).startswith(b"data: ")


async def _first_part(lab, release):
    """Call the proxy as a server does: httpx2's ASGITransport would wait for the whole answer."""
    first = asyncio.get_running_loop().create_future()
    headers = {"authorization": f"Bearer {os.environ['OPENAI_API_KEY']}", "content-type": "application/json"}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": "POST",
        "path": "/chat/completions",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive():
        return {"type": "http.request", "body": ODD}

    async def send(message):
        if message.get("body") and not first.done():
            first.set_result(message["body"])

    async with lab.httpx2.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], timeout=30) as upstream:
        call = asyncio.create_task(lab.new_proxy(upstream)(scope, receive, send))
        async with asyncio.timeout(10):
            part = await first
        await asyncio.to_thread(release)
        await call
    return part


@proves("T7.2-02")
def test_a_pipeline_prepares_and_checks(lab, provider):
    """Bad input and addresses never reach the model, and the answer has the pipeline's own form."""
    refused = lab.asyncio.run(lab.post(""))
    reply = lab.asyncio.run(lab.post("Write to ada@example.org today."))

    assert refused.status_code == 422
    asked = provider.only().body["messages"][0]["content"]
    assert asked == "Summarise in one sentence: Write to [address] today."
    assert set(reply.json()) == {"summary", "model"}


@proves("T7.2-03")
def test_only_finite_numbers_of_the_right_count_are_predicted(lab):
    """Too few, text, NaN and a field too many are each a 422; three numbers are a score, with the version."""
    bad = ["[2, 1]", '[2, 1, "0.5"]', "[2, 1, NaN]", "[2, 1, 1e999]", '[2, 1, 0.5], "more": 1']
    codes = [lab.asyncio.run(lab.ask(f'{{"values": {values}}}')).status_code for values in bad]
    good = lab.asyncio.run(lab.ask('{"values": [2, 1, 0.5]}'))

    assert codes == [422] * len(bad)
    assert good.json() == {"score": 1.0, "model_version": "2026-11-01"}


@proves("T7.2-04")
def test_a_job_is_accepted_first_and_read_later(lab, said):
    """The answer comes before the work; results grow item by item, and a bad one leaves the rest alone."""
    lab.main()

    assert said() == [
        "202: {'status': 'queued', 'results': []}",
        "200: {'status': 'running', 'results': ['SOUP']}",
        "200: {'status': 'running', 'results': ['SOUP', 'failed: nothing to read']}",
        "200: {'status': 'done', 'results': ['SOUP', 'failed: nothing to read', 'SALAD']}",
    ]


@proves("T7.2-05")
def test_only_what_is_signed_and_new_is_taken(lab, said, monkeypatch):
    """A changed, unsigned or old message is a 401; a repeated one is confirmed, and taken only once."""
    compared = []
    compare = lab.hmac.compare_digest
    monkeypatch.setattr(lab.hmac, "compare_digest", lambda *pair: compared.append(pair) or compare(*pair))
    body, now = b'{"job": "j-1"}', lab.time.time()
    headers = lab.message("m-1", body, now)

    def codes(*deliveries):
        return [lab.asyncio.run(lab.deliver(*delivery)) for delivery in deliveries]

    assert codes((headers, body), (headers, body)) == [204, 204]
    assert said() == ["taken: {'job': 'j-1'}"]
    unsigned = {"webhook-id": "m-2", "webhook-timestamp": f"{now:.0f}"}
    redated = lab.message("m-3", body, now - 3600) | {"webhook-timestamp": f"{now:.0f}"}
    assert codes((headers, b"{}"), (unsigned, body), (redated, body)) == [401] * 3
    assert codes((lab.message("m-4", body, now - 3600), body)) == [401]
    assert said() == []
    assert len(compared) == 6


@proves("T7.2-06")
def test_the_time_of_a_comparison_says_nothing(lab):
    """The right signature is accepted, and one who tries and measures does not find it."""
    assert lab.same(lab.SIGNATURE, lab.SIGNATURE)
    assert lab.forge() != lab.SIGNATURE
