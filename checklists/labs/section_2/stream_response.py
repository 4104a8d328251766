"""`client.stream()` returns when the head of the reply is here; the body comes when you ask for it.

Run it: course lab T2.2.4-01
Break it: use `await client.get(…)`: it waits for the whole body, and so here until the limit.
"""

import asyncio

import httpx2

PARTS = 3


async def fetch() -> None:
    status_seen = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n")
        await status_seen.wait()  # the body is not even begun before the client has the head
        for number in range(PARTS):
            print(f"server: part {number}")
            writer.write(b"part %d" % number)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with asyncio.timeout(2), httpx2.AsyncClient() as client, client.stream("GET", url) as reply:
        print(f"client: status {reply.status_code}")
        status_seen.set()
        await reply.aread()  # now, and not before, the body is fetched
        print(f"client: {len(reply.content)} bytes")
    server.close()


def main() -> None:
    asyncio.run(fetch())


if __name__ == "__main__":
    main()
