"""Ask the models of an alias in turn until one answers; say honestly which were tried when none does."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from genai_shared import errors
from genai_shared.llm.catalogue import Catalogue, provider_of
from genai_shared.llm.cooldown import Cooldown
from genai_shared.llm.settings import LlmSettings
from genai_shared.observability.record import current_record
from genai_shared.prompt import Prompt

logger = logging.getLogger(__name__)

T = TypeVar("T")
Ask = Callable[[str, Prompt, float], Awaitable[T]]  # model, prompt, deadline by the loop's clock

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


class Attempts:
    """The order in which models are asked, one deadline over all attempts, and no second try of any."""

    def __init__(self, catalogue: Catalogue, settings: LlmSettings) -> None:
        self._catalogue = catalogue
        self._configured = settings.keys
        self._total = settings.provider_timeout
        self._cooldown = Cooldown(settings.cooldown_after, settings.cooldown_seconds)

    def resting(self) -> dict[str, float]:
        """Return the models that have failed too often lately, each with the seconds it is left alone."""
        return self._cooldown.resting()

    def failed(self, model: str, error: errors.ApiError) -> None:
        """Remember that a model failed: it may have to rest."""
        logger.warning("model failed: model=%s code=%s", model, error.code)
        self._cooldown.failed(model, error)
        if seconds := self.resting().get(model):
            current_record().rests[model] = time.time() + seconds

    def answered(self, model: str) -> None:
        """Remember that a model answered: its failures are forgotten."""
        self._cooldown.answered(model)
        current_record().rests[model] = 0

    async def first_to_answer(
        self, prompt: Prompt, deadline: float | None, ask: Ask[T]
    ) -> tuple[str, T, bool]:
        """Ask one model after the other; return who answered, what, and whether it was a fallback.

        | a model                               | then                                             |
        | ------------------------------------- | ------------------------------------------------ |
        | answers, or sends its first token     | that is the answer                               |
        | refuses the request as invalid (400)  | so would the next: the caller gets that 400      |
        | finds the prompt too long             | the next one with a larger window is asked       |
        | fails in any other way                | the next one is asked                            |
        | has failed too often lately           | it is passed over, as if it had failed so again  |
        """
        order = self._catalogue.order(prompt.model, self._configured)
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._total if deadline is None else deadline
        record = current_record()
        if record.keeps_texts:
            record.asked(json.dumps(prompt.messages))
        failures: dict[str, errors.ApiError] = {}
        window = 0  # of the largest model that has found the prompt too long
        for model in order:
            if clock() >= deadline:
                break
            if self._catalogue.models[model].context_window <= window:
                continue
            try:
                answer = await self._unless_resting(model, prompt, deadline, ask)
            except errors.ProviderRejectedError:
                raise
            except errors.ApiError as error:
                failures[model] = error
                if isinstance(error, errors.ContextTooLongError):
                    window = max(window, self._catalogue.models[model].context_window)
            else:
                record.model, record.provider = model, provider_of(model)
                record.fallback = model != order[0]
                return model, answer, record.fallback
        raise last_resort(failures) if failures else errors.ProviderTimeoutError

    async def _unless_resting(self, model: str, prompt: Prompt, deadline: float, ask: Ask[T]) -> T:
        """Ask one model, unless it rests, and remember when it fails."""
        if resting := self._cooldown.why_resting(model):
            raise resting
        current_record().attempts += 1
        try:
            return await ask(model, prompt, deadline)
        except (errors.ProviderRejectedError, errors.ContextTooLongError):
            raise  # the request is at fault, not the model
        except errors.ApiError as error:
            self.failed(model, error)
            raise


def last_resort(failures: dict[str, errors.ApiError]) -> errors.ApiError:
    """Return the error of a chat that no model answered: the most telling one, naming all that were tried."""
    worst = min(failures.values(), key=lambda error: MOST_TELLING_FIRST.index(type(error)))
    tried = ", ".join(f"{model}: {error.code}" for model, error in failures.items())
    waits = [error.retry_after for error in failures.values() if error.retry_after is not None]
    retry_after = min(waits) if len(waits) == len(failures) else None
    return type(worst)(f"{worst.message} Tried: {tried}.", retry_after=retry_after)
