"""The wrong way: the whole reply in memory before the first byte of it is used.

Run it: course lab download_at_once
Mend it: stream it, and use each piece as it comes; `download_in_pieces.py` does.
"""

import asyncio
import hashlib
import tracemalloc

import httpx2

SIZE, PIECE = 20_000_000, 50_000  # bytes


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % SIZE)
    for _ in range(SIZE // PIECE):
        writer.write(b"x" * PIECE)
        await writer.drain()  # and the server too sends no more than the client takes
    writer.close()


async def fetch(client: httpx2.AsyncClient, url: str) -> str:
    """Return a digest of the file."""
    return hashlib.sha256((await client.get(url)).content).hexdigest()


async def measured() -> int:
    """Return the most memory that was in use, in bytes."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with httpx2.AsyncClient() as client:
        tracemalloc.start()
        await fetch(client, url)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    server.close()
    return peak


def main() -> None:
    print(f"a file of {SIZE / 1e6:.0f} MB, in {asyncio.run(measured()) / 1e6:.1f} MB of memory")


if __name__ == "__main__":
    main()
