"""`import litellm` is a large import with an opinion: pin it, and switch off what it does on its own.

Run it: course lab T3.3.2-01
Break it: set LITELLM_OFFLINE_MODE to false: the import waits for a price list from GitHub.
"""

import os
import time
from importlib.metadata import requires, version

STARTED = time.perf_counter()
import litellm  # noqa: E402 - the import is what is measured

SECONDS = time.perf_counter() - STARTED


def main() -> None:
    print(f"litellm {version('litellm')}: {SECONDS:.1f} s to import, {len(litellm.model_cost)} prices")
    for name in ("LITELLM_OFFLINE_MODE", "LITELLM_MODE"):
        print(f"{name}={os.environ.get(name)}")
    for line in requires("litellm") or []:
        if "extra ==" not in line and line.split(">=")[0] in {"openai", "httpx[http2]", "certifi", "aiohttp"}:
            print(f"needs {line}")


if __name__ == "__main__":
    main()
