"""A 429 or a 500 is an answer, not an exception, until you ask for one: `raise_for_status()`.

Run it: course lab T2.2.3-03
Break it: drop `raise_for_status()`. The error's body is taken for an answer, and fails somewhere else, later.
"""

import httpx2

SLOW_DOWN = {"error": {"message": "Rate limit reached", "type": "rate_limit_error"}}


def provider(_: httpx2.Request) -> httpx2.Response:
    """Stand in for a provider that has had enough of us."""
    return httpx2.Response(429, json=SLOW_DOWN, headers={"Retry-After": "7"})


def ask(client: httpx2.Client) -> str:
    reply = client.post("https://api.example.com/v1/chat/completions", json={})
    print(f"an answer with status {reply.status_code}, and no exception so far")
    try:
        reply.raise_for_status()
        return str(reply.json()["choices"][0]["message"]["content"])
    except httpx2.HTTPStatusError as error:
        said, wait = error.response.json()["error"]["message"], error.response.headers["Retry-After"]
        return f"{error.response.status_code}: {said}; again in {wait} s"


def main() -> None:
    with httpx2.Client(transport=httpx2.MockTransport(provider)) as client:
        print(ask(client))


if __name__ == "__main__":
    main()
