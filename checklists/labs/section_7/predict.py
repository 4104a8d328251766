"""Predict: what reaches the model is of the right length, finite, and nothing else; and a refusal is a 422.

Run it: course lab T7.2-03
Break it: remove the exception handler. FastAPI's own 422 repeats the input, and fails with NaN: 500.
"""

import asyncio
from typing import Annotated

import httpx2
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat
from starlette.responses import JSONResponse

WEIGHTS = (0.5, -1.0, 2.0)
app = FastAPI()


class Features(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    values: Annotated[list[FiniteFloat], Field(min_length=len(WEIGHTS), max_length=len(WEIGHTS))]


class Prediction(BaseModel):
    score: float
    model_version: str


@app.post("/predict")
async def predict(features: Features) -> Prediction:
    score = sum(weight * value for weight, value in zip(WEIGHTS, features.values, strict=True))
    return Prediction(score=score, model_version="2026-11-01")


@app.exception_handler(RequestValidationError)
async def refuse(_request: Request, error: RequestValidationError) -> JSONResponse:
    """Say what is wrong and where, without the input: NaN has no place in JSON, and logs have readers."""
    return JSONResponse([{"at": one["loc"], "why": one["msg"]} for one in error.errors()], 422)


async def ask(body: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.post("/predict", content=body, headers={"Content-Type": "application/json"})


def main() -> None:
    for values in ("[2, 1, 0.5]", "[2, 1]", '[2, 1, "0.5"]', "[2, 1, NaN]"):
        reply = asyncio.run(ask(f'{{"values": {values}}}'))
        print(f"{values}: {reply.status_code} {reply.text}")


if __name__ == "__main__":
    main()
