"""A `DataLoader` collects what the fields of a query ask for, and fetches it together: two reads in all.

Run it: course lab T7.3-04
Break it: return `(await read_runs([self.name]))[0]` in `runs`, as `n_plus_one.py` does, and count the reads.
"""

import asyncio

import strawberry
from strawberry.dataloader import DataLoader

RUNS = {"mood-1": [0.71], "mood-2": [0.83, 0.85], "mood-3": []}
reads: list[str] = []


async def read_models() -> list[str]:
    reads.append("models")
    return list(RUNS)


async def read_runs(names: list[str]) -> list[list[float]]:
    """Return the accuracies of these models, in their order; a database would say `WHERE name IN (…)`."""
    reads.append(f"runs of {', '.join(names)}")
    return [RUNS[name] for name in names]


@strawberry.type
class Model:
    name: str

    @strawberry.field
    async def runs(self, info: strawberry.Info) -> list[float]:
        loader: DataLoader[str, list[float]] = info.context["runs"]
        return await loader.load(self.name)


@strawberry.type
class Query:
    @strawberry.field
    async def models(self) -> list[Model]:
        return [Model(name=name) for name in await read_models()]


async def ask(query: str) -> object:
    context = {"runs": DataLoader(load_fn=read_runs)}  # one for each request: it remembers what it read
    return (await strawberry.Schema(Query).execute(query, context_value=context)).data


def main() -> None:
    reads.clear()
    print(asyncio.run(ask("{ models { name runs } }")))
    for read in reads:
        print(f"read {read}")


if __name__ == "__main__":
    main()
