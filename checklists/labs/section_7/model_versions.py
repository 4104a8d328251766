"""Versions side by side: old clients keep theirs, an alias moves, and every answer names what made it.

Run it: course lab T7.3-01
Break it: answer with `asked` as the model. Nobody can say afterwards which model "latest" was on that day.
"""

import asyncio
from collections.abc import Callable

import httpx2
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel

MODELS: dict[str, Callable[[str], float]] = {
    "mood-1": lambda text: 1.0 if "good" in text else 0.0,
    "mood-2": lambda text: (text.count("good") - text.count("bad")) / len(text.split()),
}
ALIASES = {"latest": "mood-2"}
ENDING = {"mood-1": ("@1793491200", "Fri, 30 Apr 2027 00:00:00 GMT")}  # deprecated since, gone after
app = FastAPI()


class Score(BaseModel):
    model: str
    score: float


@app.get("/models/{asked}/score")
async def score(asked: str, text: str, response: Response) -> Score:
    name = ALIASES.get(asked, asked)
    if name not in MODELS:
        raise HTTPException(404, f"no such model; there are {', '.join([*MODELS, *ALIASES])}")
    if name in ENDING:
        response.headers["Deprecation"], response.headers["Sunset"] = ENDING[name]
    return Score(model=name, score=MODELS[name](text))


async def ask(model: str, text: str) -> httpx2.Response:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        return await client.get(f"/models/{model}/score", params={"text": text})


def main() -> None:
    for model in ("mood-1", "mood-2", "latest", "mood-3"):
        reply = asyncio.run(ask(model, "good soup bad service"))
        until = f", until {reply.headers['Sunset']}" if "Sunset" in reply.headers else ""
        print(f"{model}: {reply.status_code} {reply.text}{until}")


if __name__ == "__main__":
    main()
