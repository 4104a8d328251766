from app.cooldown import WINDOW, Cooldown
from genai_shared.errors import ProviderAuthError, ProviderTimeoutError


class Clock:
    """A clock that goes when told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def fail(cooldown, times, model="a", error=None):
    for _ in range(times):
        cooldown.failed(model, error or ProviderTimeoutError())


def test_as_many_failures_as_set_send_a_model_to_rest_for_as_long_as_set():
    clock = Clock()
    cooldown = Cooldown(3, 30, clock)

    fail(cooldown, 2)
    assert cooldown.why_resting("a") is None
    fail(cooldown, 1)

    assert cooldown.why_resting("a").retry_after == 30
    assert cooldown.why_resting("b") is None
    clock.now += 29.5
    assert cooldown.why_resting("a").headers == {"Retry-After": "1"}
    clock.now += 0.5
    assert cooldown.why_resting("a") is None


def test_the_last_failure_is_the_reason():
    cooldown = Cooldown(2, 30, Clock())

    fail(cooldown, 1)
    fail(cooldown, 1, error=ProviderAuthError("in the provider's own words"))

    why = cooldown.why_resting("a")
    assert isinstance(why, ProviderAuthError)
    assert why.message == ProviderAuthError.message


def test_failures_of_more_than_a_minute_ago_do_not_count():
    clock = Clock()
    cooldown = Cooldown(2, 30, clock)

    fail(cooldown, 1)
    clock.now += WINDOW
    fail(cooldown, 1)

    assert cooldown.why_resting("a") is None


def test_a_success_forgets_the_failures():
    cooldown = Cooldown(2, 30, Clock())

    fail(cooldown, 1)
    cooldown.answered("a")
    fail(cooldown, 1)

    assert cooldown.why_resting("a") is None


def test_one_more_failure_after_the_rest_sends_it_back_at_once():
    clock = Clock()
    cooldown = Cooldown(3, 30, clock)

    fail(cooldown, 3)
    clock.now += 30
    fail(cooldown, 1)

    assert cooldown.why_resting("a").retry_after == 30


def test_an_answer_that_was_under_way_ends_the_rest():
    cooldown = Cooldown(1, 30, Clock())

    fail(cooldown, 1)
    cooldown.answered("a")

    assert cooldown.why_resting("a") is None
