"""The wrong way: an error line that says that there was an error, and leaves out which.

Run it: course lab something_went_wrong
Mend it: log the type and the text of the error and of all it was raised from.
"""

import asyncio
import json

import httpx2

PROVIDER = "https://api.modle.example/v1"  # from a variable that somebody typed


def nobody(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError(f"no such host: {request.url.host}", request=request)


class ModelUnavailable(Exception):  # noqa: N818 - the name is what users read
    pass


async def ask_model(client: httpx2.AsyncClient) -> str:
    try:
        return (await client.post(f"{PROVIDER}/messages")).text
    except httpx2.TransportError as error:
        raise ModelUnavailable("the model could not be asked") from error


async def run() -> None:
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(nobody)) as client:
        try:
            await ask_model(client)
        except Exception as error:
            print(json.dumps({"event": "failed", "level": "error", "errors": [str(error)]}))


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
