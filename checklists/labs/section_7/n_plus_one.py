"""The wrong way: each model of a list reads its own runs. A list of a hundred is a hundred and one reads.

Run it: course lab n_plus_one
Mend it: load them through a `DataLoader`; `graphql_loader.py` does.
"""

import asyncio

import strawberry

RUNS = {"mood-1": [0.71], "mood-2": [0.83, 0.85], "mood-3": []}
reads: list[str] = []


async def read_models() -> list[str]:
    reads.append("models")
    return list(RUNS)


async def read_runs(names: list[str]) -> list[list[float]]:
    reads.append(f"runs of {', '.join(names)}")
    return [RUNS[name] for name in names]


@strawberry.type
class Model:
    name: str

    @strawberry.field
    async def runs(self) -> list[float]:
        return (await read_runs([self.name]))[0]


@strawberry.type
class Query:
    @strawberry.field
    async def models(self) -> list[Model]:
        return [Model(name=name) for name in await read_models()]


async def ask(query: str) -> object:
    return (await strawberry.Schema(Query).execute(query)).data


def main() -> None:
    reads.clear()
    print(asyncio.run(ask("{ models { name runs } }")))
    for read in reads:
        print(f"read {read}")


if __name__ == "__main__":
    main()
