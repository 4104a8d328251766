"""Wrong host, mended: in a container the server listens at 0.0.0.0, because requests come from outside.

Run it: course lab T7.6-05
Break it: take uvicorn's own default, `127.0.0.1`. Inside, `curl` works; from outside it is refused.
"""

import asyncio
from ipaddress import ip_address

import uvicorn
from fastapi import FastAPI

HOST = "0.0.0.0"
app = FastAPI()


async def listening() -> str:
    """Start the server; return the address at which its socket really listens."""
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=0, log_level="warning"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    address = str(server.servers[0].sockets[0].getsockname()[0])
    server.should_exit = True
    await serving
    return address


def main() -> None:
    address = asyncio.run(listening())
    who = "its own container only" if ip_address(address).is_loopback else "everyone"
    print(f"listens at {address}: reached by {who}")


if __name__ == "__main__":
    main()
