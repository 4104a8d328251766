"""An error line that names the cause: the whole chain of exceptions, each with its type, in one JSON line.

Run it: course lab T7.7-03
Break it: log `str(error)` alone, as `something_went_wrong.py` does. The mistyped host is in no line.
"""

import asyncio
import json
from collections.abc import Iterator

import httpx2

PROVIDER = "https://api.modle.example/v1"  # from a variable that somebody typed


def nobody(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError(f"no such host: {request.url.host}", request=request)


class ModelUnavailable(Exception):  # noqa: N818 - the name is what users read
    pass


def causes(error: BaseException | None) -> Iterator[str]:
    """Yield the error, and what it was raised from, down to the first."""
    while error is not None:
        yield f"{type(error).__name__}: {error}"
        error = error.__cause__ or error.__context__


async def ask_model(client: httpx2.AsyncClient) -> str:
    try:
        return (await client.post(f"{PROVIDER}/messages")).text
    except httpx2.TransportError as error:
        raise ModelUnavailable("the model could not be asked") from error


async def run() -> None:
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(nobody)) as client:
        try:
            await ask_model(client)
        except ModelUnavailable as error:
            print(json.dumps({"event": "failed", "level": "error", "errors": list(causes(error))}))


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
