"""`TimeoutException` has four kinds, and they mean different things: was anything sent, or not yet.

Run it: course lab T2.2.3-02
Break it: set `read=None`, the habit of copied code. The program waits for ever for a server that hangs.
"""

import asyncio

import httpx2


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Take the request, and never answer."""
    await reader.read()


async def ask(client: httpx2.AsyncClient, url: str) -> str:
    try:
        await client.get(url)
    except httpx2.PoolTimeout:
        return "PoolTimeout: all connections are in use; nothing was sent, so try again later"
    except httpx2.ConnectTimeout:
        return "ConnectTimeout: nobody answered; nothing was sent, so it is safe to try again"
    except httpx2.TimeoutException as error:
        return f"{type(error).__name__}: it was sent and may have been done (and paid for)"
    return "an answer"


async def run() -> list[str]:
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    one_only = httpx2.Limits(max_connections=1)
    limits = httpx2.Timeout(5, read=0.4, pool=0.1)
    async with httpx2.AsyncClient(timeout=limits, limits=one_only) as client:
        outcomes = list(await asyncio.gather(ask(client, url), ask(client, url)))
    server.close()
    return outcomes


def main() -> None:
    for outcome in asyncio.run(run()):
        print(outcome)


if __name__ == "__main__":
    main()
