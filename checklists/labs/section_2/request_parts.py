"""Where the parts of a call end up: `params` in the address, `headers` in the head, `json` in the body.

Run it: course lab T2.2.1-03
Break it: paste the search text into the path by hand. The `&` in it now begins a parameter of its own.
"""

import httpx2


def build() -> httpx2.Request:
    client = httpx2.AsyncClient(base_url="https://api.example.com/v1", headers={"X-Team": "blue"})
    return client.build_request(
        "POST",
        "/search",
        params={"q": "fish & chips", "limit": 2},  # encoded for you
        headers={"X-Request-ID": "r-1"},  # beside the client's own
        json={"lang": "en", "exact": False},  # written as JSON, with its content type
    )


def main() -> None:
    request = build()
    print(f"{request.method} {request.url}")
    for name in ("X-Team", "X-Request-ID", "Content-Type", "Content-Length"):
        print(f"{name}: {request.headers[name]}")
    print(request.content.decode())


if __name__ == "__main__":
    main()
