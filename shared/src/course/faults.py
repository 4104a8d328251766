"""What can go wrong in a check, and whose fault it is. Wrong usage of the command itself is in `usage.py`.

* CourseError
  + HarnessError     the engine or the simulator broke                  result `error`, exit code 2
  + Blocked          a check has nothing to stand on                    result `blocked`
* AssertionError
  + AppFault         the app under check misbehaved                     result `fail`
    - NoReply        it was asked and never answered
    - DoesNotStart   it ended, or never became ready
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.wire import Exchange


class CourseError(Exception):
    """What the course's own tools raise on purpose."""


class HarnessError(CourseError):
    """The engine could not do its work; never the learner's fault."""


class Blocked(CourseError):  # noqa: N818 - a verdict on a check, not an error
    """A check that cannot say anything, because of what failed before it."""


class AppFault(AssertionError):  # noqa: N818 - the app's fault, as its name says
    """The app under check did not do what was expected of it."""

    def __init__(
        self, message: str, *, expected: str = "", got: str = "", exchange: "Exchange | None" = None
    ) -> None:
        super().__init__(message)
        self.expected = expected
        self.got = got
        self.exchange = exchange


class NoReply(AppFault):
    """A request that got no whole reply."""


class DoesNotStart(AppFault):
    """The app ended before it was ready, or was not ready in time."""

    def __init__(self, message: str, *, log: str = "", exit_code: int | None = None) -> None:
        super().__init__(message, expected="an app that starts and answers", got=message)
        self.log = log
        self.exit_code = exit_code
