"""A model calls no function: it asks you to, you do it, and send back what came of it.

Run it: course lab T3.2.4-01
Break it: leave `call.message` out of the second request: 400, a result without its question.
"""

import json
from typing import Any

from openai import OpenAI

from course.labs.kit import provider, show

STOCK = {"apples": 3, "pears": 0}
TOOL = {
    "type": "function",
    "function": {
        "name": "count_stock",
        "description": "How many pieces of a fruit are in stock",
        "parameters": {
            "type": "object",
            "properties": {"fruit": {"type": "string", "enum": ["apples", "pears"]}},
            "required": ["fruit"],
        },
    },
}


def main() -> None:
    turns: list[Any] = [{"role": "user", "content": "How many apples are in stock?"}]
    with OpenAI() as client:
        call = client.chat.completions.create(model="gpt-4.1-mini", messages=turns, tools=[TOOL]).choices[0]
        turns.append(call.message)
        for wish in call.message.tool_calls:
            print(f"{call.finish_reason}: {wish.function.name}({wish.function.arguments})")
            fruit = json.loads(wish.function.arguments)["fruit"]  # text that the model wrote: check it
            result = json.dumps({"pieces": STOCK[fruit]})
            turns.append({"role": "tool", "tool_call_id": wish.id, "content": result})
        answer = client.chat.completions.create(model="gpt-4.1-mini", messages=turns, tools=[TOOL])
    print(answer.choices[0].message.content)
    show(provider().requests()[1])


if __name__ == "__main__":
    main()
