"""Cut a history to a budget of tokens. Whole turns are kept or dropped, from the oldest on.

So neither a tool call and its result, nor a question and its answer, are ever parted, and what is left begins
with a user's message, as every provider wants it. The system prompt and the new question always go along.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from genai_shared.conversations.models import (
    ContextReport,
    Conversation,
    Message,
    Strategy,
    Summary,
    SummaryReport,
    Turn,
)
from genai_shared.conversations.tokens import PER_MESSAGE, count_text, count_turns
from genai_shared.errors import ContextTooLongError
from genai_shared.schemas import Usage

BROKEN_OFF = "[The user stopped this answer here.]"
NOTHING = "[no answer]"
SUMMARY = "[A summary of what we said before]\n"


@dataclass(frozen=True)
class Window:
    """What goes to the model: `turns` are the latest, `summary` stands for the first of all."""

    conversation: Conversation
    question: Message
    history: Sequence[Turn]  # all of it
    turns: Sequence[Turn]  # what is sent
    summary: Summary | None
    budget: int  # tokens
    question_tokens: int
    system_tokens: int

    @property
    def strategy(self) -> Strategy:
        return self.conversation.context.strategy

    @property
    def fixed(self) -> int:
        """Tokens that always go along."""
        return self.question_tokens + self.system_tokens

    @property
    def used(self) -> int:
        return self.fixed + (self.summary.tokens if self.summary else 0) + count_turns(self.turns)

    def messages(self) -> list[dict[str, object]]:
        """Return the prompt in OpenAI's format."""
        system, found = self.conversation.system, list[dict[str, object]]()
        if system:
            found.append({"role": "system", "content": system})
        if self.summary:
            found.append({"role": "user", "content": SUMMARY + self.summary.text})
        for turn in self.turns:
            found += [message.wire() for message in turn.messages]
            if not turn.complete:
                found[-1]["content"] = f"{turn.text} {BROKEN_OFF}"
            elif not turn.text.strip():  # a model may say nothing, and none takes nothing back
                found[-1]["content"] = NOTHING
        return [*found, self.question.wire()]

    def summarized(self, summary: Summary, cost_usd: float) -> "Window":
        """Return the window with a summary in the place of the turns that it stands for."""
        cost = round(self.conversation.cost_usd + cost_usd, 12)
        conversation = self.conversation.model_copy(update={"summary": summary, "cost_usd": cost})
        return fit(conversation, self.history, self.question, self.question_tokens, self.budget)

    def report(self, made_now: Usage | None = None) -> ContextReport:
        """Return what an answer says about its context; `made_now` is what a summary made for it cost."""
        summary, dropped = self.summary, self.history[: len(self.history) - len(self.turns)]
        return ContextReport(
            strategy=self.strategy,
            budget=self.budget,
            used=self.used,
            dropped=count_turns(dropped),
            left=self.budget - self.used,
            dropped_turns=len(dropped),
            summary=SummaryReport(turns=summary.turns, tokens=summary.tokens, usage=made_now)
            if summary
            else None,
        )


def fit(
    conversation: Conversation, history: Sequence[Turn], question: Message, tokens: int, budget: int
) -> Window:
    """Return the window for a question of so many tokens; ContextTooLongError: it does not fit even alone.

    | strategy        | history that goes along                                        |
    | --------------- | -------------------------------------------------------------- |
    | truncate_oldest | as many of the latest turns as fit                             |
    | keep_last       | of the last `keep` turns, as many as fit                       |
    | summarize       | the summary, if there is one, and what came after it and fits  |
    """
    system = conversation.system
    system_tokens = PER_MESSAGE + count_text(system) if system else 0
    fixed = tokens + system_tokens
    summary = conversation.summary if conversation.context.strategy == "summarize" else None
    if summary and fixed + summary.tokens > budget:
        summary = None  # better to forget the beginning than to refuse the question
    if fixed > budget:
        raise ContextTooLongError(
            "The message and the system prompt are longer than the budget; shorten them."
        )
    after = history[summary.turns :] if summary else history
    if conversation.context.strategy == "keep_last":
        after = after[-conversation.context.keep :]
    turns = latest(after, budget - fixed - (summary.tokens if summary else 0))
    return Window(conversation, question, history, turns, summary, budget, tokens, system_tokens)


def latest(turns: Sequence[Turn], budget: int) -> Sequence[Turn]:
    """Return the latest turns that fit together, without a gap."""
    first, room = len(turns), budget
    while first > 0 and turns[first - 1].tokens <= room:
        first -= 1
        room -= turns[first].tokens
    return turns[first:]


def to_summarize(window: Window) -> Sequence[Turn]:
    """Return the turns that a summary should take in: when not all fit, all but half a budget of the latest.

    Half, so that the next summary is many turns away and not one. A provider call for each answer would cost
    more than what it saves.
    """
    covered = window.summary.turns if window.summary else 0
    after = window.history[covered:]
    if window.strategy != "summarize" or len(window.turns) == len(after):
        return []
    kept = latest(after, (window.budget - window.fixed) // 2)
    return after[: len(after) - len(kept)]
