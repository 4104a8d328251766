"""Stage 1: build the application that the server is told to run as `app.main:app`."""

from fastapi_offline import FastAPIOffline

from app.router import router

# A plain FastAPI app, except that /docs and /redoc load their scripts from it and not from the internet.
app = FastAPIOffline(
    title="Stage 1: FastAPI hello",
    version="1.0.0",
    max_body_size=1_000_000,  # bytes; a larger body is refused with 413 before it fills the memory
)
app.include_router(router)
