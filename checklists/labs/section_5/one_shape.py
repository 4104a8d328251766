"""Four failures of four origins (yours, validation, routing, a bug) leave the service in one shape.

Run it: course lab T5.3.3-01
Break it: drop the handler of `RequestValidationError`. Clients then need a second parser for 422.
"""

import asyncio

import httpx2
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

app = FastAPI()


def envelope(status: int, code: str, message: str, param: str | None = None) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message, "param": param}}, status)


@app.exception_handler(HTTPException)
async def refused(_: Request, error: HTTPException) -> JSONResponse:
    return envelope(error.status_code, f"http_{error.status_code}", str(error.detail))


@app.exception_handler(RequestValidationError)
async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    return envelope(422, "invalid_request", first["msg"], param=str(first["loc"][-1]))


@app.exception_handler(Exception)
async def broken(_: Request, error: Exception) -> JSONResponse:
    return envelope(500, "internal_error", f"our mistake ({type(error).__name__} is in the log)")


@app.get("/words/{count}")
async def words(count: int) -> int:
    if count > 9:
        raise HTTPException(403, "nine at most")
    return 9 // count


async def ask() -> None:
    # As a server does: a bug becomes an answer, and is not raised in the client.
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        for path in ("/words/10", "/words/many", "/nowhere", "/words/0"):
            answer = await client.get(path)
            print(answer.status_code, sorted(answer.json()), answer.json().get("error", {}).get("code"))


def main() -> None:
    asyncio.run(ask())


if __name__ == "__main__":
    main()
