"""The wrong way: `default_limits` with the middleware. A route that `include_router` brought has no limit.

Run it: course lab hidden_by_an_include
Mend it: decorate the included route with `@limiter.limit("2/minute")`; test each with one too many.
"""

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from slowapi import Limiter
from slowapi.middleware import SlowAPIMiddleware
from slowapi.util import get_remote_address

app = FastAPI()
app.state.limiter = Limiter(key_func=get_remote_address, default_limits=["2/minute"])
app.add_middleware(SlowAPIMiddleware)
router = APIRouter()


@app.get("/direct")
async def direct() -> str:
    return "hello"


@router.get("/chat")
async def chat() -> str:
    return "hello"


app.include_router(router)


def main() -> None:
    client = TestClient(app)
    for path in ("/direct", "/chat"):
        print(f"{path}: {[client.get(path).status_code for _ in range(4)]}")


if __name__ == "__main__":
    main()
