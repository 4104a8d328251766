"""`async with` opens a client and closes it, whatever happens inside: no connection is left behind.

Run it: course lab T2.2.2-01
Break it: write `client = httpx2.AsyncClient()` without `async with`. After the error it is still open.
"""

import asyncio

import httpx2


async def use(kept: list[httpx2.AsyncClient]) -> None:
    async with httpx2.AsyncClient() as client:
        kept.append(client)
        print(f"inside: closed is {client.is_closed}")
        raise ValueError("something in the block goes wrong")


async def run() -> None:
    kept: list[httpx2.AsyncClient] = []
    try:
        await use(kept)
    except ValueError as error:
        print(f"after “{error}”: closed is {kept[0].is_closed}")
    try:
        await kept[0].get("http://127.0.0.1/")
    except RuntimeError as error:
        print(error)


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
