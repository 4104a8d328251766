"""OpenRouter's list says of each model its context, what it can do, and its price for a token.

Run it: course lab T3.4.1-01
Break it: read the prices as dollars for a million tokens: they are strings, in dollars for one.
"""

import os

import httpx2


def main() -> None:
    reply = httpx2.get(
        f"{os.environ['OPENROUTER_BASE_URL']}/models",
        headers={"Authorization": f"Bearer {os.environ['OPENROUTER_API_KEY']}"},
    )
    models = reply.raise_for_status().json()["data"]
    for model in sorted(models, key=lambda model: float(model["pricing"]["completion"])):
        read, written = (float(model["pricing"][kind]) * 1e6 for kind in ("prompt", "completion"))
        context = model["context_length"]
        print(f"{model['id']:42} {context:>7} tokens  $ {read:.2f} in, {written:.2f} out for a million")
    print(f"{len(models)} models here; the real list has several hundred")


if __name__ == "__main__":
    main()
