"""Ask one model, whoever runs it, through LiteLLM's Router: one call, one try, and errors of our own."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from typing import Any

import httpx
import litellm
from litellm.llms.custom_httpx.async_client_cleanup import close_litellm_async_clients
from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler
from litellm.router import Router

from genai_shared.errors import ProviderTimeoutError
from genai_shared.errors.classifier import classify
from genai_shared.llm.answers import Answer, Vectors, check_answer, check_vectors
from genai_shared.llm.catalogue import Catalogue, provider_of
from genai_shared.llm.reading import Limits, Reading
from genai_shared.llm.settings import LlmSettings
from genai_shared.observability.record import current_record
from genai_shared.prompt import EmbeddingPrompt, Prompt

litellm.suppress_debug_info = True  # it would print advice at every failure
# It would take 100 equal pieces, such as a long line of dashes, for a model gone mad.
litellm.REPEATED_STREAMING_CHUNK_LIMIT = 1_000_000  # type: ignore[attr-defined] # it reads it from there


class Client(AsyncHTTPHandler):
    """LiteLLM's client for Anthropic and OpenRouter, with the connect limit that it keeps only for OpenAI."""

    def __init__(self, connect: float) -> None:
        super().__init__()
        self.connect = connect

    async def post(self, *args: Any, timeout: float, **options: Any) -> httpx.Response:  # noqa: ANN401, ASYNC109 - LiteLLM's signature
        """Send a request; `timeout` is for each read, in seconds."""
        limits = httpx.Timeout(timeout, connect=self.connect)
        response: httpx.Response = await super().post(*args, timeout=limits, **options)
        return response


class Providers:
    """The models that can be asked, by their names in LiteLLM."""

    def __init__(self, router: Router, client: Client, catalogue: Catalogue, settings: LlmSettings) -> None:
        self._router = router
        self._client = client
        self._catalogue = catalogue
        self._limits = Limits(settings.provider_first_token_timeout, settings.provider_idle_timeout)
        attempt, connect = settings.provider_attempt_timeout, settings.provider_connect_timeout
        self._attempt = attempt
        self._timeout = httpx.Timeout(attempt, connect=connect)
        # What limits a stream is in `reading`; this only has to be longer.
        self._stream_timeout = httpx.Timeout(settings.provider_timeout, connect=connect)

    async def ask(self, model: str, prompt: Prompt, deadline: float) -> Answer:
        """Send a prompt to one model, once; `deadline` is a time of the event loop's clock.

        ApiError: whatever went wrong.
        """
        limit = min(deadline, asyncio.get_running_loop().time() + self._attempt)
        try:
            async with asyncio.timeout_at(limit):
                completion = await self._router.acompletion(
                    **self._request(model, prompt), timeout=self._timeout
                )
        except TimeoutError:
            raise ProviderTimeoutError from None
        except Exception as error:  # LiteLLM raises its own classes, and what it did not expect, as it comes
            raise classify(error) from error
        return check_answer(completion)

    async def open_stream(self, model: str, prompt: Prompt, deadline: float) -> Reading:
        """Ask one model for a stream, once, and wait for its first token. Whoever gets it has to close it.

        ApiError: whatever went wrong until then; nothing is left open.
        """
        request = self._router.acompletion(
            **self._request(model, prompt),
            timeout=self._stream_timeout,
            stream=True,
            stream_options={"include_usage": True},  # without it the numbers are LiteLLM's estimate
        )
        return await Reading.begin(request, self._limits, deadline)

    async def embed(self, prompt: EmbeddingPrompt) -> Vectors:
        """Ask for the texts' vectors, once. ApiError: whatever went wrong."""
        options: dict[str, Any] = {"dimensions": prompt.dimensions} if prompt.dimensions else {}
        try:
            async with asyncio.timeout(self._attempt):
                answer = await self._router.aembedding(
                    prompt.model, prompt.texts, timeout=self._attempt, **options
                )
        except TimeoutError:
            raise ProviderTimeoutError from None
        except Exception as error:
            raise classify(error) from error
        return check_vectors(answer, len(prompt.texts))

    def _request(self, model: str, prompt: Prompt) -> dict[str, Any]:
        extra: dict[str, Any] = {} if provider_of(model) == "openai" else {"client": self._client}
        if request_id := current_record().request_id:
            extra["extra_headers"] = {"X-Request-ID": request_id}
        return {
            "model": model,
            "messages": deepcopy(prompt.messages),  # LiteLLM writes into what it is given
            "max_tokens": min(prompt.max_tokens, self._catalogue.models[model].max_output),
            **deepcopy(prompt.options()),
            **extra,
        }


@asynccontextmanager
async def open_providers(catalogue: Catalogue, settings: LlmSettings) -> AsyncIterator[Providers]:
    """Open the Router with its clients, one for each provider; they live as long as the process."""
    client = Client(settings.provider_connect_timeout)
    known = [*catalogue.models, *catalogue.embeddings]
    models = [model for model in known if provider_of(model) in settings.keys]
    router = build_router(models, settings)
    try:
        await warm_up(router, models)
        yield Providers(router, client, catalogue, settings)
    finally:
        await client.close()  # type: ignore[no-untyped-call] # LiteLLM's
        await close_litellm_async_clients()  # type: ignore[no-untyped-call] # LiteLLM's


def build_router(models: list[str], settings: LlmSettings) -> Router:
    """Configure LiteLLM's Router: a group for each model, and nothing done behind our back."""
    deployments = [
        {
            "model_name": model,  # the group's name, which callers of the Router use
            "litellm_params": {
                "model": model,  # LiteLLM's: what stands before the slash chooses the wire format
                "api_key": settings.keys[provider_of(model)].get_secret_value(),
                "api_base": settings.base_urls[provider_of(model)],
            },
            "model_info": {"id": model},
        }
        for model in models
    ]
    return Router(model_list=deployments, num_retries=0, disable_cooldowns=True)


async def warm_up(router: Router, models: list[str]) -> None:
    """Let LiteLLM import now what it puts off until its first call: half a second that nobody should wait."""
    importlib.import_module("litellm.litellm_core_utils.default_encoding")
    for model in models[:1]:
        messages: list[Any] = [{"role": "user", "content": "Ready?"}]
        await router.acompletion(model=model, messages=messages, mock_response="Ready.")  # asks nobody
