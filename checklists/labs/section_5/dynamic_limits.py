"""A limit looked up at each request, by a dependency: who upgrades has more at once, on included routes too.

Run it: course lab T5.2.3-02
Break it: look the tier up once, above `check`. Whoever pays waits for your next restart.
"""

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException
from fastapi.testclient import TestClient
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

LIMITS = {"free": parse("2/minute"), "premium": parse("5/minute")}
tiers = {"ada": "free"}  # a table, where a payment changes a row
# For more than one process: RedisStorage("async+redis://…").
limiter = MovingWindowRateLimiter(MemoryStorage())


async def check(x_user: str = Header()) -> None:  # a header for brevity: take the verified principal
    if not await limiter.hit(LIMITS[tiers[x_user]], x_user):
        raise HTTPException(429, f"over the limit of {tiers[x_user]}")


router = APIRouter(dependencies=[Depends(check)])


@router.get("/chat")
async def chat() -> str:
    return "hello"


app = FastAPI()
app.include_router(router)


def main() -> None:
    client = TestClient(app, headers={"X-User": "ada"})
    print(f"free: {[client.get('/chat').status_code for _ in range(3)]}")
    tiers["ada"] = "premium"
    print(f"premium: {[client.get('/chat').status_code for _ in range(6)]}")


if __name__ == "__main__":
    main()
