"""Ask the models of an alias in turn until one answers; say honestly which were tried when none does."""

import asyncio
import logging

from app.catalogue import Catalogue, provider_of
from app.cooldown import Cooldown
from app.providers import Answer, Providers
from app.settings import Settings
from genai_shared import errors
from genai_shared.schemas import ChatRequest, ChatResponse, Usage

logger = logging.getLogger(__name__)

# When several models failed in different ways, the caller gets the way that waiting can mend soonest.
MOST_TELLING_FIRST: tuple[type[errors.ApiError], ...] = (
    errors.ProviderRateLimitError,
    errors.ProviderUnavailableError,
    errors.ProviderTimeoutError,
    errors.ProviderUnreachableError,
    errors.ProviderTruncatedError,
    errors.ProviderBadResponseError,
    errors.ProviderAuthError,  # only the operator can mend this
    errors.ProviderNotConfiguredError,  # and this
    errors.ContextTooLongError,  # only the caller can, by sending less
)


class Chat:
    """The chat service: the catalogue's order, one deadline over all attempts, and no second try of any."""

    def __init__(self, providers: Providers, catalogue: Catalogue, settings: Settings) -> None:
        self._providers = providers
        self._catalogue = catalogue
        self._configured = settings.keys
        self._total = settings.provider_timeout
        self._attempt = settings.provider_attempt_timeout
        self._cooldown = Cooldown(settings.cooldown_after, settings.cooldown_seconds)

    def models(self) -> dict[str, str]:
        """Return what a caller can ask for, and whose it is."""
        return self._catalogue.names(self._configured)

    async def answer(self, chat: ChatRequest) -> ChatResponse:
        """Return the first answer that a model gives, or raise one of our errors.

        | a model                               | then                                             |
        | ------------------------------------- | ------------------------------------------------ |
        | answers                               | that is the answer                               |
        | refuses the request as invalid (400)  | so would the next: the caller gets that 400      |
        | finds the prompt too long             | the next one with a larger window is asked       |
        | fails in any other way                | the next one is asked                            |
        | has failed too often lately           | it is passed over, as if it had failed so again  |
        """
        order = self._catalogue.order(chat.model, self._configured)
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._total
        failures: dict[str, errors.ApiError] = {}
        window = 0  # of the largest model that has found the prompt too long
        for model in order:
            if clock() >= deadline:
                break
            if self._catalogue.models[model].context_window <= window:
                continue
            try:
                answer = await self._ask(model, chat, min(deadline, clock() + self._attempt))
            except errors.ProviderRejectedError:
                raise
            except errors.ApiError as error:
                failures[model] = error
                if isinstance(error, errors.ContextTooLongError):
                    window = max(window, self._catalogue.models[model].context_window)
            else:
                return self._response(model, answer, fallback_used=model != order[0])
        raise last_resort(failures)

    async def _ask(self, model: str, chat: ChatRequest, deadline: float) -> Answer:
        """Ask one model, unless it rests, and remember how it went."""
        if resting := self._cooldown.why_resting(model):
            raise resting
        try:
            answer = await self._providers.ask(model, chat, deadline)
        except (errors.ProviderRejectedError, errors.ContextTooLongError):
            raise  # the request is at fault, not the model
        except errors.ApiError as error:
            logger.warning("model failed: model=%s code=%s", model, error.code)
            self._cooldown.failed(model, error)
            raise
        self._cooldown.answered(model)
        return answer

    def _response(self, model: str, answer: Answer, *, fallback_used: bool) -> ChatResponse:
        cost = self._catalogue.models[model].cost(answer.input_tokens, answer.output_tokens)
        usage = Usage(input_tokens=answer.input_tokens, output_tokens=answer.output_tokens, cost_usd=cost)
        return ChatResponse(
            content=answer.content,
            provider=provider_of(model),
            model=answer.model,
            fallback_used=fallback_used,
            stop_reason=answer.stop_reason,
            usage=usage,
        )


def last_resort(failures: dict[str, errors.ApiError]) -> errors.ApiError:
    """Return the error of a chat that no model answered: the most telling one, naming all that were tried."""
    worst = min(failures.values(), key=lambda error: MOST_TELLING_FIRST.index(type(error)))
    tried = ", ".join(f"{model}: {error.code}" for model, error in failures.items())
    waits = [error.retry_after for error in failures.values() if error.retry_after is not None]
    retry_after = min(waits) if len(waits) == len(failures) else None
    return type(worst)(f"{worst.message} Tried: {tried}.", retry_after=retry_after)
