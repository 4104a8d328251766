"""The endpoint is one POST: the base URL ends in `/api/v1`, the path is OpenAI's.

Run it: course lab T3.4.2-01
Break it: leave `/api` out of the address, as with OpenAI: 404.
"""

import json
import os

import httpx2


def main() -> None:
    reply = httpx2.post(
        f"{os.environ['OPENROUTER_BASE_URL']}/chat/completions",
        headers={"Authorization": f"Bearer {os.environ['OPENROUTER_API_KEY']}"},
        json={
            "model": "meta-llama/llama-3.3-70b-instruct",
            "messages": [{"role": "user", "content": "Hello"}],
        },
    )
    print(f"POST {reply.request.url.path}: {reply.status_code}, {reply.headers['content-type']}")
    print(json.dumps(reply.json(), indent=1))


if __name__ == "__main__":
    main()
