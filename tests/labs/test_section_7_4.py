"""7.4 Caching: what each lab shows."""

from uuid import uuid4

from course.checks import rule
from course.labs import proves

HELLO = [{"role": "user", "content": "Hello"}]


@proves("T7.4-01")
def test_the_same_question_is_paid_for_once(lab, provider):
    """A repeated question is a marked copy, the least used answer makes room, and a failure is not kept."""
    provider.script(rule("status", status=500, request=1))
    replies = lab.asyncio.run(lab.get("one", "one", "one", "two", "one", "three", "one", "two"))

    marks = [reply.headers.get("X-Cache", str(reply.status_code)) for reply in replies]
    assert marks == ["500", "miss", "hit", "miss", "hit", "miss", "hit", "miss"]
    assert len(provider.requests()) == 5


@proves("T7.4-02")
def test_workers_share_what_was_paid_for(lab, provider):
    """The second worker has the first one's answer without a call, and Redis will forget it in time."""
    question = f"What is {uuid4()}?"
    first, second = (lab.asyncio.run(lab.worker(question)) for _ in range(2))

    assert (first[0], second[0]) == ("miss", "hit")
    assert first[1] == second[1] == provider.only().reply
    assert 0 < second[2] <= lab.TTL


@proves("T7.4-03")
def test_an_answer_ends_at_its_age(lab, said):
    """It is given until its age is reached, however often it was read, and then it is also out of memory."""
    lab.main()

    assert said() == [
        "after 0 s: sunny, 1 kept",
        "after 200 s: sunny, 1 kept",
        "after 299 s: sunny, 1 kept",
        "after 300 s: None, 0 kept",
    ]


@proves("T7.4-04")
def test_what_differs_in_any_parameter_is_another_answer(lab, provider):
    """Another model, temperature or tenant is another call; the order of the fields is not."""

    def ask(tenant, **body):
        return lab.asyncio.run(lab.ask(tenant, **body))

    first = ask("acme", model="gpt-4o-mini", messages=HELLO, temperature=0)
    again = ask("acme", temperature=0, messages=HELLO, model="gpt-4o-mini")
    others = [
        ask("acme", model="gpt-4o", messages=HELLO, temperature=0),
        ask("acme", model="gpt-4o-mini", messages=HELLO, temperature=1),
        ask("umbrella", model="gpt-4o-mini", messages=HELLO, temperature=0),
    ]

    assert again == first
    assert len({first, *others}) == len(provider.requests()) == 4


@proves("T7.4-05")
def test_those_who_ask_together_wait_for_one_call(lab, provider):
    """Ten who ask at once share one call and its failure; whoever asks afterwards makes a new one."""
    provider.script(rule("status", status=500, request=1))
    failed = lab.asyncio.run(lab.together("Why?", 10))
    answered = lab.asyncio.run(lab.together("Why?", 10))

    assert all(isinstance(one, lab.httpx2.HTTPStatusError) for one in failed)
    assert len(set(answered)) == 1
    assert len(provider.requests()) == 2


@proves("T7.4-06")
def test_without_its_cache_the_service_still_answers(lab, provider):
    """With no Redis there, the question goes to the provider and its answer to the client."""
    answer = lab.asyncio.run(lab.run("Is anybody there?"))

    assert answer == provider.only().reply
