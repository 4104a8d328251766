"""Stage 5 with all that every request passes, and without, each served by `python stage_5_apps.py NAME`.

Both get a route that does nothing, so that what is measured is what stands around it. The log goes nowhere.
"""

import asyncio
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import uvicorn

STAGE = Path(__file__).parents[1] / "projects" / "05_production_chat"


def stage(*, bare: bool) -> Any:  # noqa: ANN401 - an ASGI application
    os.chdir(STAGE)
    sys.path.insert(0, str(STAGE))
    app = importlib.import_module("app.main").create_app()

    async def nothing() -> dict[str, str]:
        return {"status": "ok"}

    app.add_api_route("/nothing", nothing, methods=["POST"])
    if bare:
        app.user_middleware.clear()
    return app


async def serve(name: str) -> None:
    """Serve on a free port and print its address once it accepts; what else it prints, the log, is lost."""
    told = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a pipe that nobody reads would fill up
    app = stage(bare=name == "bare")
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    os.write(told, f"{name}: data http://127.0.0.1:{port}\n".encode())
    await serving


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
