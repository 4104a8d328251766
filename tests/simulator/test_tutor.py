"""The tutor: deterministic answers that show what the provider was really told."""

import json

import pytest

from provider_simulator import tutor
from provider_simulator.conversation import Conversation, Image, Tool, ToolCall, ToolResult, Turn
from provider_simulator.tutor import knowledge

NONCE = "0a1b2c3d"
WEATHER = Tool(
    "get_weather",
    "Get the current weather in a city",
    {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
)
ADD = Tool(
    "add",
    "Add two numbers",
    {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "required": ["a", "b"],
    },
)


def talk(*texts, system="", **more):
    turns = tuple(Turn("assistant" if place % 2 else "user", text) for place, text in enumerate(texts))
    return Conversation(system, turns, **more)


def said(*texts, **more):
    text = tutor.answer(talk(*texts, **more), NONCE).text
    assert text.endswith(f" [sim:{NONCE}]")
    return text.removesuffix(f" [sim:{NONCE}]")


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("Hello!", "Hello! I am the tutor. What would you like to know?"),
        ("say héllo wörld", "héllo wörld"),
        ("Please repeat after me: one two", "one two"),
        ('Reply with exactly "pong"', "pong"),
        ("count to 5", "1 2 3 4 5"),
        ("Count from 8 to 6, please", "8 7 6"),
        ("count down from 3", "3 2 1"),
        ("count to 999999", "That is too far for me: I count at most 10000 numbers."),
        ("What is 12 * 7?", "12 * 7 = 84"),
        ("what is 7 plus 3 times 2", "7 + 3 * 2 = 13"),
        ("(1 + 2) / 4", "(1 + 2) / 4 = 0.75"),
        ("what is 1/0?", "1/0 divides by zero, which has no answer."),
        ("what is 9**9**9**9?", 'I understood: "what is 9**9**9**9?"'),
        ("Write 4 words", "Once there was a."),
        ("The sky over Berlin", 'I understood: "The sky over Berlin"'),
        ("", "You sent me an empty message."),
        ("Thank you", "You are welcome."),
        ("Who are you?", "I am the course's tutor, played by a simulator."),
    ],
)
def test_one_message_has_one_answer(message, reply):
    assert said(message) == reply


@pytest.mark.parametrize(
    ("texts", "reply"),
    [
        (["My name is Ada.", "…", "What is my name?"], "Your name is Ada."),
        (["What is my name?"], "You have not told me your name."),
        (["I'm Grace", "…", "who am I?"], "Your name is Grace."),
        (
            ["My name is Ada.", "…", "My name is Bob now, sorry", "…", "What's my name?"],
            "Your name is Bob now.",
        ),
        (
            ["my favorite color is blue", "…", "what is my favourite colour?"],
            "Your favourite colour is blue.",
        ),
        (["my name is Ada and my cat is Tom", "…", "what is my cat"], "Your cat is Tom."),
        (["Remember my name is Ada.", "…", "do you remember my name?"], "Your name is Ada."),
        (
            ["My name is Ada.", "…", "What is my name and my favourite colour?"],
            "Your name is Ada. You have not told me your favourite colour.",
        ),
        (["my dog is Rex", "…", "what is my cat"], "You have not told me your cat."),
        (
            ["one", "…", "two", "…", "how many messages so far?"],
            "You have sent 3 messages so far, this one included.",
        ),
        (["one", "…", "two", "…", "What did I say first?"], 'You said first: "one"'),
        (["one", "…", "two", "…", "What did I just say?"], 'You said: "two"'),
        (["What did I say first?"], "This is the first thing you have said to me."),
        (["one", "Yes. [sim:00000000]", "What did you say?"], 'I said: "Yes."'),
    ],
)
def test_the_conversation_is_remembered_and_a_lost_one_shows(texts, reply):
    assert said(*texts) == reply


@pytest.mark.parametrize(
    ("system", "reply"),
    [
        ("", "a B"),
        ("Answer in upper case.", "A B"),
        ("You always answer in lowercase letters", "a b"),
        ('Begin every answer with "Ahoy!" and end every answer with "Over."', "Ahoy! a B Over."),
        ("Start each reply with Yarr. Be kind.", "Yarr a B"),
        ("Answer in upper case. End every answer with 'over'.", "A B over"),
        ('Answer only with "No comment"', "No comment"),
        ("Reply only with OK.", "OK"),
        ("Answer in one word.", "a"),
        ("Always answer in French.", "a B"),
    ],
)
def test_the_system_prompts_simple_instructions_are_obeyed(system, reply):
    assert said("say a B", system=system) == reply


def test_brief_is_one_sentence():
    assert said("What is SSE?", system="Be brief.").count(".") == 1


@pytest.mark.parametrize(
    ("system", "reply"),
    [
        ("Your name is Bob.", "My name is Bob."),
        ("You are Marvin, a robot.", "My name is Marvin."),
        ("You are a patient teacher. Be kind.", "I am a patient teacher."),
    ],
)
def test_the_system_prompt_says_who_the_tutor_is(system, reply):
    assert said("What is your name? Who are you?", system=system) == reply


def test_the_system_prompt_can_be_asked_for():
    assert said("What are your instructions?", system="Be kind.") == "My instructions are: Be kind."


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("What is SSE?", "text/event-stream"),
        ("What is a WebSocket?", "two-way"),
        ("What is the difference between SSE and WebSocket?", "one way"),
        ("what is a token?", "four characters"),
        ("Explain fallbacks", "another model"),
        ("Explain exponential backoff", "waits longer"),
        ("Why jitter?", "same moment"),
        ("what is a rate limit", "429"),
        ("What is a JWT?", "signed"),
        ("What is dependency injection?", "Depends"),
        ("how does the event loop work?", "awaits"),
        ("Define idempotency.", "twice"),
        ("What is a Docker layer?", "instruction"),
        ("What is a system prompt?", "instructions to the model"),
        ("what does max_tokens do?", "stop reason"),
        ("What is a stop reason?", "why the model ended"),
        ("What is the context window?", "take in at once"),
        ("Why streaming?", "while the model"),
        ("What is LiteLLM?", "one function"),
        ("What is OpenRouter?", "one key"),
        ("pydantic", "annotations"),
        ("What is a health check?", "alive"),
    ],
)
def test_course_questions_are_answered_in_two_or_three_sentences(question, word):
    assert word in said(question)


def test_every_known_answer_is_two_or_three_sentences():
    for about, reply in knowledge.known():
        assert knowledge.answer(f"What is {about.replace(' + ', ' and ')}?") is not None
        assert 1 <= reply.count(". ") <= 3, about
        assert len(reply) < 400, about


def test_a_statement_with_a_known_word_is_no_question():
    assert said("Yesterday I lost the token that my aunt had given me").startswith("I understood")


def test_images_are_described():
    turn = Turn("user", "What is this?", images=(Image("image/png", 68, 3, 2), Image("image/webp", 900)))

    text = tutor.answer(Conversation("", (turn,)), NONCE).text

    assert text == f"I see 2 images: image/png, 68 bytes, 3 x 2 pixels; image/webp, 900 bytes. [sim:{NONCE}]"


@pytest.mark.parametrize(
    ("message", "choice", "called"),
    [
        ("What's the weather in Paris?", "auto", [("get_weather", {"city": "Paris"})]),
        ("Please add 3 and 4", "auto", [("add", {"a": 3, "b": 4})]),
        (
            "Weather in Rome, and add 3 and 4",
            "auto",
            [("get_weather", {"city": "Rome"}), ("add", {"a": 3, "b": 4})],
        ),
        ("Hello", "auto", []),
        ("What's the weather in Paris?", "none", []),
        ("Hello", "required", [("get_weather", {"city": "sample city"})]),
        ("Hello", "add", [("add", {"a": 1, "b": 1})]),
    ],
)
def test_a_tool_is_called_when_asked_for(message, choice, called):
    answer = tutor.answer(talk(message, tools=(WEATHER, ADD), tool_choice=choice), NONCE)

    assert [(call.name, call.arguments) for call in answer.tool_calls] == called
    assert all(NONCE in call.id for call in answer.tool_calls)
    assert bool(answer.text) != bool(called)


@pytest.mark.parametrize(
    ("result", "reply"),
    [
        (ToolResult("call_1", "18 degrees"), "get_weather says: 18 degrees"),
        (
            ToolResult("call_1", '{"sky": "clear", "degrees": 18}'),
            "get_weather says: sky: clear, degrees: 18.",
        ),
        (ToolResult("call_1", "no such city", is_error=True), "get_weather failed: no such city"),
    ],
)
def test_a_tools_result_is_answered_from(result, reply):
    call = ToolCall("call_1", "get_weather", {"city": "Paris"})
    turns = (
        Turn("user", "Weather in Paris?"),
        Turn("assistant", "", tool_calls=(call,)),
        Turn("user", "", tool_results=(result,)),
    )

    answer = tutor.answer(Conversation("", turns, tools=(WEATHER,)), NONCE)

    assert answer.text == f"{reply} [sim:{NONCE}]"


def test_json_output_is_an_object_with_the_answer_and_the_nonce():
    answer = tutor.answer(talk("say hi, in JSON", json_output="object"), NONCE)

    assert json.loads(answer.text) == {"answer": "hi, in JSON", "nonce": NONCE}


def test_json_schema_output_satisfies_the_schema_and_holds_the_nonce():
    schema = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}

    answer = tutor.answer(talk("count to 3", json_output=schema), NONCE)

    assert json.loads(answer.text) == {"answer": f"1 2 3 [sim:{NONCE}]"}


def test_an_answer_that_was_begun_is_gone_on_with():
    assert said("count to 6", "1 2 3") == " 4 5 6"
    assert said("count to 6", "Gladly:") == "1 2 3 4 5 6"


def test_a_conversation_without_turns_has_an_answer():
    assert said() == "You sent me an empty message."


@pytest.mark.parametrize(
    "message", ["my x is " + " " * 50_000 + "y", "say " + " " * 100_000, "1+" * 50_000, "my " * 33_000]
)
def test_a_huge_message_is_answered_at_once(message):
    assert tutor.answer(talk(message, message, message), NONCE).text.endswith(f"[sim:{NONCE}]")
