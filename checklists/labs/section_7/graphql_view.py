"""GraphQL over the data that REST serves: the client names the fields, and gets these in one request.

Run it: course lab T7.3-03
Break it: ask for `colour`. The reply is an error, and its status is 200: read `errors`, not the status.
"""

import asyncio
from typing import Any

import httpx2
import strawberry
from fastapi import FastAPI
from strawberry.fastapi import GraphQLRouter


@strawberry.type
class Run:
    dataset: str
    accuracy: float


@strawberry.type
class Model:
    name: str
    licence: str
    runs: list[Run]


MODELS = {
    "mood-1": Model(name="mood-1", licence="MIT", runs=[Run(dataset="reviews", accuracy=0.71)]),
    "mood-2": Model(name="mood-2", licence="MIT", runs=[Run(dataset="reviews", accuracy=0.83)]),
}


@strawberry.type
class Query:
    @strawberry.field
    def models(self) -> list[Model]:
        return list(MODELS.values())

    @strawberry.field
    def model(self, name: str) -> Model | None:
        return MODELS.get(name)


app = FastAPI()
app.include_router(GraphQLRouter(strawberry.Schema(Query), graphql_ide=None), prefix="/graphql")


@app.get("/models/{name}")
async def one(name: str) -> Any:  # noqa: ANN401 - strawberry's types are dataclasses, which FastAPI writes
    return MODELS[name]


async def rest(path: str) -> Any:  # noqa: ANN401 - JSON
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        return (await client.get(path)).json()


async def graphql(query: str, **variables: str) -> tuple[int, Any]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://app") as client:
        reply = await client.post("/graphql", json={"query": query, "variables": variables})
        return reply.status_code, reply.json()


def main() -> None:
    print(f"REST: {asyncio.run(rest('/models/mood-2'))}")
    print(f"GraphQL, two fields: {asyncio.run(graphql('{ models { name runs { accuracy } } }'))}")
    one_model = "query ($name: String!) { model(name: $name) { licence } }"
    print(f"GraphQL, a variable: {asyncio.run(graphql(one_model, name='mood-2'))}")
    print(f"GraphQL, no such model: {asyncio.run(graphql(one_model, name='mood-9'))}")


if __name__ == "__main__":
    main()
