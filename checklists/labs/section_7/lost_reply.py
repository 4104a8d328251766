"""GET against POST, when a reply is lost: asking again is harmless for one, and a second order for the other.

Run it: course lab T7.1-02
Break it: repeat the POST without its key. One order was wanted, two are made, and no error is seen.
"""

from collections.abc import Callable

import httpx2

orders: list[str] = []
done: dict[str, int] = {}  # Idempotency-Key → number of the order it made


def server(request: httpx2.Request) -> httpx2.Response:
    if request.method == "GET":
        return httpx2.Response(200, json=orders)
    key = request.headers.get("Idempotency-Key", "")
    if key not in done or not key:
        orders.append("soup")
        done[key] = len(orders)
    return httpx2.Response(201, json=done[key])


def losing_the_first_reply(serve: Callable[[httpx2.Request], httpx2.Response]) -> httpx2.MockTransport:
    """Let every request arrive, and lose the reply of the first one on its way back."""
    lost: list[httpx2.Response] = []

    def carry(request: httpx2.Request) -> httpx2.Response:
        reply = serve(request)
        if not lost:
            lost.append(reply)
            raise httpx2.ReadError("the connection broke", request=request)
        return reply

    return httpx2.MockTransport(carry)


def ask(method: str, headers: dict[str, str]) -> str:
    """Ask once more after a broken connection, where that does no harm."""
    with httpx2.Client(transport=losing_the_first_reply(server), base_url="http://shop") as client:
        try:
            return str(client.request(method, "/orders", headers=headers).json())
        except httpx2.TransportError:
            if method == "GET" or "Idempotency-Key" in headers:
                return str(client.request(method, "/orders", headers=headers).json())
            return "nobody knows whether it happened"


def main() -> None:
    orders.clear()
    done.clear()
    for method, headers in (("GET", {}), ("POST", {}), ("POST", {"Idempotency-Key": "k-1"})):
        before = len(orders)
        answer = ask(method, headers)
        print(f"{method} {headers or ''}: {answer}; orders made: {len(orders) - before}")


if __name__ == "__main__":
    main()
