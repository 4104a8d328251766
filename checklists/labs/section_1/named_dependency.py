"""Name a dependency once, as a type; then an endpoint's signature says what it needs, and nothing else.

Run it: course lab T1.4.1-02
Break it: write `language: str` in place of `Language`. It is a query parameter now, and a required one.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Header
from fastapi.testclient import TestClient

app = FastAPI()
GREETINGS = {"de": "Guten Tag", "en": "Hello"}


def language(accept_language: Annotated[str, Header()] = "en") -> str:
    wanted = accept_language[:2].lower()
    return wanted if wanted in GREETINGS else "en"


Language = Annotated[str, Depends(language)]


@app.get("/greeting")
def greet(language: Language) -> str:
    return GREETINGS[language]


def main() -> None:
    client = TestClient(app)
    for header in ("de-CH", "fr"):
        print(f"{header}: {client.get('/greeting', headers={'Accept-Language': header}).json()}")
    print(f"as a plain function: {greet('de')}")


if __name__ == "__main__":
    main()
