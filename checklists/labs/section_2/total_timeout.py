"""A read time-out limits the wait for the next bytes, not for the whole reply: that needs a limit of its own.

Run it: course lab T2.2.3-01
Break it: take away `asyncio.timeout`. The reply drips in under every other limit, as long as it likes.
"""

import asyncio
import contextlib

import httpx2

LIMITS = httpx2.Timeout(30, connect=5, read=2)  # seconds: to connect; between two pieces of the reply
TOTAL = 0.5  # seconds for all of it


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer a byte at a time, each in good time, for a second."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
    with contextlib.suppress(asyncio.CancelledError):  # the program ends before the reply does
        for _ in range(10):
            writer.write(b".")
            await asyncio.sleep(0.1)
    writer.close()


async def fetch() -> str:
    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with httpx2.AsyncClient(timeout=LIMITS) as client, asyncio.timeout(TOTAL):
            return f"a whole reply of {len((await client.get(f'http://127.0.0.1:{port}')).content)} bytes"
    except httpx2.ReadTimeout:
        return "the read limit ended it"
    except TimeoutError:
        return "the total limit ended it"
    finally:
        server.close()


def main() -> None:
    print(asyncio.run(fetch()))


if __name__ == "__main__":
    main()
