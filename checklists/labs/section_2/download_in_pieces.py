"""A large reply in little memory: each piece is used and forgotten before the next one comes.

Run it: course lab T2.2.4-03
Break it: `(await client.get(url)).content`, as `download_at_once.py` does: all of it in memory, and twice.
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
    digest = hashlib.sha256()
    async with client.stream("GET", url) as reply:
        async for piece in reply.aiter_bytes(PIECE):
            digest.update(piece)
    return digest.hexdigest()


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
