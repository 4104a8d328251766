"""Every configured model behind one door, for answers and streams: LiteLLM's Router, and what it leaves out.

Importing this imports LiteLLM, which takes seconds; no other module of genai_shared does.

| module       | owns                                                        |
| ------------ | ----------------------------------------------------------- |
| catalogue    | which models there are, their prices, and their order       |
| cooldown     | which of them rest after too many failures                  |
| providers    | the call to one model: its clients, its limits, its errors  |
| answers      | what an answer must have, whatever LiteLLM returns          |
| reading      | one model's stream: tokens, time limits, how it may end     |
| attempts     | the order of attempts, for answers and for streams          |
| llm          | what is asked, what is answered, and what it costs          |
| garbage      | how often Python looks for it                               |
"""

import os

# LiteLLM reads these when it is imported, which happens below.
os.environ["LITELLM_OFFLINE_MODE"] = "true"  # fetch no price list and no tokenizer from the internet
os.environ["LITELLM_MODE"] = "PRODUCTION"  # load no `.env` but the one that our settings read
# By itself it opens 500 connections to a provider; whoever comes next waits, in silence, for a stream to end.
os.environ.setdefault("AIOHTTP_CONNECTOR_LIMIT", "100000")
os.environ.setdefault("AIOHTTP_CONNECTOR_LIMIT_PER_HOST", "0")  # none

from genai_shared.llm.catalogue import Catalogue, Model, provider_of, read_catalogue
from genai_shared.llm.llm import Llm, Stream, open_llm
from genai_shared.llm.settings import LlmSettings

__all__ = [
    "Catalogue",
    "Llm",
    "LlmSettings",
    "Model",
    "Stream",
    "open_llm",
    "provider_of",
    "read_catalogue",
]
