"""A stand-in for the Anthropic, OpenAI and OpenRouter APIs: no key, no bill, no internet."""
