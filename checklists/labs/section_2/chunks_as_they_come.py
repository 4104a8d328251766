"""`aiter_lines()` gives each line when it is complete: this server sends the next when told of the last.

Run it: course lab T2.2.4-02
Break it: collect all lines before you look at them. Both sides wait for each other, until the limit.
"""

import asyncio

import httpx2

LINES = ("data: Hel", "data: lo", "data: [DONE]")


async def fetch() -> list[str]:
    seen, received = asyncio.Queue[str](), []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        for line in LINES:
            writer.write(line.encode() + b"\n")
            print(f"server sent {line}; client has {await seen.get()}")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with asyncio.timeout(2), httpx2.AsyncClient() as client, client.stream("GET", url) as reply:
        async for line in reply.aiter_lines():
            received.append(line)
            seen.put_nowait(line)
    server.close()
    return received


def main() -> None:
    print(asyncio.run(fetch()))


if __name__ == "__main__":
    main()
