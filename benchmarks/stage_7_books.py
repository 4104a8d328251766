"""What must be true after a crowd: of the conversations, of the usage, and of every failure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stage_7_crowd import Attempt, Receipts
    from stage_7_stack import Capstone

SAID = """
SELECT turns.conversation_id, asked.content, answered.content FROM turns
JOIN messages asked ON asked.turn_id = turns.id AND asked.place = 0
JOIN messages answered ON answered.turn_id = turns.id AND answered.place = 1
ORDER BY turns.conversation_id, turns.place
"""
PAID = """
SELECT user_id, provider, input_tokens, output_tokens FROM usage
WHERE settled_at IS NOT NULL AND model IS NOT NULL AND NOT estimated
"""
OPEN = "SELECT user_id, count(*) FROM usage WHERE settled_at IS NULL GROUP BY user_id"
GRACE = 3.0  # seconds after something is back until everybody has noticed
Goals = dict[str, bool]


@dataclass
class Calls:
    """All that the provider saw, fetched while it happens: the journal keeps only the latest."""

    stack: Capstone
    ended: dict[int, dict[str, Any]] = field(default_factory=dict)
    after: int = 0

    def fetch(self) -> None:
        """Take over what has ended, and ask the next time for what has not."""
        entries = self.stack.journal(self.after)
        under_way = [entry["id"] for entry in entries if entry["ended"] == "in_progress"]
        for entry in entries:
            if entry["ended"] != "in_progress":
                self.ended[entry["id"]] = whole_answer(entry)
        self.after = min(under_way, default=max([self.after, *self.ended])) - bool(under_way)

    def missed(self) -> int:
        """Return how many calls were dropped before they were fetched."""
        return max(self.ended, default=0) - len(self.ended)


def whole_answer(entry: dict[str, Any]) -> dict[str, Any]:
    """Keep of a call who asked, and what a whole answer cost."""
    said = [message["content"] for message in entry["body"]["messages"] if message["role"] == "user"]
    text = said[-1] if isinstance(said[-1], str) else said[-1][0]["text"]
    whole = entry["status"] == 200 and entry["ended"] == "complete"
    usage = entry["usage"] if whole else None
    tokens = (usage["input_tokens"], usage["output_tokens"]) if usage else None
    return {"person": text.partition(" ")[0], "cost": tokens and (entry["vendor"], *tokens)}


@dataclass(frozen=True)
class Away:
    """When something was away, by the crowd's clock; `codes` are the failures that this may cause."""

    what: str
    begun: float
    ended: float
    codes: frozenset[str]

    def explains(self, attempt: Attempt) -> bool:
        overlaps = attempt.begun < self.ended + GRACE and attempt.ended > self.begun
        return attempt.how in self.codes and overlaps


def check_failures(receipts: Receipts, away: list[Away]) -> tuple[Goals, dict[str, object]]:
    """No failure but the providers' own, and those of the seconds when something was away."""
    failed = [
        one for one in receipts.attempts
        if (one.status >= 500 or (one.how and one.status in {0, 200})) and not one.how.startswith("provider_")
    ]  # fmt: skip
    unexplained = [one for one in failed if not any(time.explains(one) for time in away)]
    first = [f"{one.status} {one.how}" for one in unexplained[:5]]
    by_cause = {
        time.what: Counter(f"{one.status} {one.how}" for one in failed if time.explains(one)) for time in away
    }
    goal = "no failure but of a provider, or while something was away"
    return {f"{goal}: {len(unexplained)} of {len(failed)} {first}": not unexplained}, {
        "failures while something was away": by_cause
    }


def check_conversations(stack: Capstone, receipts: Receipts) -> Goals:
    """What was acknowledged is in the database exactly once, as it was answered, in order."""
    stored: dict[str, list[tuple[str, str]]] = {}
    for conversation, question, answer in stack.rows(SAID):
        stored.setdefault(conversation, []).append((question, answer))
    acknowledged = sum(len(talk.acknowledged) for talk in receipts.talks)
    wrong, doubled = [], []
    for talk in receipts.talks:
        found = stored.get(talk.id, [])
        if [said for said in found if said[0] not in talk.given_up] != talk.acknowledged:
            wrong.append(talk.id)
        if len({question for question, _ in found}) != len(found):
            doubled.append(talk.id)
    given_up = sum(len(talk.given_up) for talk in receipts.talks)
    return {
        f"each of {acknowledged:,} acknowledged messages is stored once, in order: {wrong[:3]}": not wrong,
        f"nothing is stored twice, acknowledged or not: {doubled[:3]}": not doubled,
        f"no reader missed what was acknowledged: {receipts.forgotten[:3]}": not receipts.forgotten,
        f"every message was acknowledged in the end: {given_up} were not": not given_up,
    }


def check_usage(stack: Capstone, receipts: Receipts, calls: Calls) -> tuple[Goals, dict[str, object]]:
    """Every whole answer is in somebody's usage, but for those that a dead process took along."""
    seen: dict[str, Counter[tuple[str, int, int]]] = {}
    for call in calls.ended.values():
        if call["cost"]:
            seen.setdefault(call["person"], Counter())[call["cost"]] += 1
    paid: dict[str, Counter[tuple[str, int, int]]] = {}
    for user_id, *cost in stack.rows(PAID):
        paid.setdefault(user_id.removeprefix("user_"), Counter())[tuple(cost)] += 1
    lost = {name: seen[name] - paid.get(name, Counter()) for name in seen}
    invented = {name: extra for name in paid if (extra := paid[name] - seen.get(name, Counter()))}
    unexplained = {name: n for name, gone in lost.items() if (n := gone.total()) > receipts.unheard(name)}
    still_open = dict(stack.rows(OPEN))
    strange = [name for name in still_open if still_open[name] > receipts.unheard(name.removeprefix("user_"))]
    tokens = sum(number * (cost[1] + cost[2]) for mine in paid.values() for cost, number in mine.items())
    figures: dict[str, object] = {
        "calls": len(calls.ended), "whole": sum(map(Counter.total, seen.values())),
        "paid": sum(map(Counter.total, paid.values())), "tokens paid": tokens,
        "lost with a process": sum(map(Counter.total, lost.values())),
        "still reserved": sum(still_open.values()),
    }  # fmt: skip
    return {
        f"usage is the provider's journal, but for lost answers: {[*unexplained][:3]}": not unexplained,
        f"nothing is paid that was not answered: {[*invented][:3]}": not invented,
        f"nothing stays reserved but for lost answers: {strange[:3]}": not strange,
        f"the journal was read in time: {calls.missed()} missed": not calls.missed(),
    }, figures
