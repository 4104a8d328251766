"""A small app that asks the provider."""

import json
import os
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from good import App, serve


class Chat(App):
    def do_GET(self):  # noqa: N802 - the name that http.server looks for
        greeting = os.environ.get("GREETING", "hello")
        is_asked = self.path == "/environment"
        self.answer(dict(os.environ) if is_asked else {"status": "ok", "greeting": greeting})

    def echo(self, body):
        try:
            content = ask(json.loads(body)["message"])
        except HTTPError as error:
            self.answer({"error": "provider", "status": error.code}, 503)
        else:
            self.answer({"content": content})


def ask(message):
    """Return the provider's answer to one message."""
    turn = {"role": "user", "content": message}
    headers = {
        "x-api-key": os.environ["ANTHROPIC_API_KEY"],
        "anthropic-version": "2023-06-01",
        "content-type": "application/json",
    }
    body = json.dumps({"model": "claude-haiku-4-5", "max_tokens": 100, "messages": [turn]}).encode()
    request = Request(os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages", body, headers)
    with urlopen(request) as response:
        return json.load(response)["content"][0]["text"]


if __name__ == "__main__":
    serve(Chat)
