"""Ask Anthropic: one client, one deadline, and errors of our own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from anthropic import AsyncAnthropic, DefaultAsyncHttpxClient, omit

from app.provider_errors import check_answer, mark_as_answered, our_errors
from app.retries import deadline, stop_hopeless_retries
from app.schemas import ChatRequest, ChatResponse
from app.settings import Settings

# The API version before 2026-10-21, the last one that takes a temperature.
VERSION_WITH_TEMPERATURE = {"anthropic-version": "2023-06-01"}


class Provider:
    """The model behind the chat."""

    def __init__(self, client: AsyncAnthropic, settings: Settings) -> None:
        self._client = client
        self._model = settings.chat_model
        self._total = settings.provider_timeout
        # The SDK refuses a large max_tokens when nobody has set a timeout, so one goes with every call.
        self._timeout = httpx2.Timeout(settings.provider_timeout, connect=settings.provider_connect_timeout)

    async def answer(self, chat: ChatRequest) -> ChatResponse:
        """Send one message and return the answer, or raise one of our errors when the time is over."""
        with our_errors():
            async with asyncio.timeout(self._total) as limit:
                deadline.set(limit.when() or 0)
                message = await self._client.messages.create(
                    model=self._model,
                    max_tokens=chat.max_tokens,
                    system=chat.system or omit,
                    messages=[{"role": "user", "content": chat.message}],
                    extra_headers=None if chat.temperature is None else VERSION_WITH_TEMPERATURE,
                    extra_body=None if chat.temperature is None else {"temperature": chat.temperature},
                    timeout=self._timeout,
                )
        return check_answer(message)


@asynccontextmanager
async def open_provider(
    settings: Settings, http_client: httpx2.AsyncClient | None = None
) -> AsyncIterator[Provider | None]:
    """Open the one client of this process, with its pool of connections; nothing when there is no key."""
    if settings.anthropic_api_key is None:
        yield None
        return
    http_client = http_client or DefaultAsyncHttpxClient()
    http_client.event_hooks = {"response": [mark_as_answered, stop_hopeless_retries]}
    async with AsyncAnthropic(
        api_key=settings.anthropic_api_key.get_secret_value(),  # given here, the SDK looks for no other
        base_url=str(settings.anthropic_base_url),
        max_retries=settings.provider_max_retries,
        http_client=http_client,
    ) as client:
        yield Provider(client, settings)
