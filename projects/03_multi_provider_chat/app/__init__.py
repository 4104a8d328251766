"""Stage 3: one chat endpoint, many model providers.

LiteLLM reads these two when it is imported, which some modules of this package do; so they are set here.
"""

import os

os.environ["LITELLM_OFFLINE_MODE"] = "true"  # fetch no price list and no tokenizer from the internet
os.environ["LITELLM_MODE"] = "PRODUCTION"  # load no `.env` but the one that our settings read
