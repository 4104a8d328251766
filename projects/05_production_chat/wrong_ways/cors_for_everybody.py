"""Wrong: CORS for `*` with credentials. The browsers' rule against it is evaded, and any site is let in.

A browser refuses `*` together with credentials. Starlette's middleware therefore answers with the name of
whoever asks, which the browser accepts.
"""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware


def build() -> FastAPI:
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)

    @app.get("/mine")
    async def mine() -> str:
        return "for whoever is logged in"

    return app
