"""`pip install anthropic` brings the SDK and httpx2, the HTTP client it speaks through.

Run it: course lab T3.1.1-01
Break it: pass `http_client=httpx2.AsyncClient()` in the last call, and no TypeError comes.
"""

from importlib.metadata import requires, version

import httpx
from anthropic import AsyncAnthropic


def main() -> None:
    print(f"anthropic {version('anthropic')} needs:")
    for requirement in requires("anthropic") or []:
        if "extra ==" not in requirement:
            print(f"  {requirement}")

    try:
        AsyncAnthropic(http_client=httpx.AsyncClient())  # the older package: advice from before anthropic 2.0
    except TypeError as error:
        print(f"TypeError: {error}")


if __name__ == "__main__":
    main()
