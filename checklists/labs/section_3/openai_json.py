"""JSON mode promises JSON; a schema promises your fields. Both can still be cut off in the middle.

Run it: course lab T3.2.4-03
Break it: give the last call more tokens: it is a `stop`, and valid.
"""

import json
from typing import Any

from openai import LengthFinishReasonError, OpenAI
from pydantic import BaseModel

from course.labs.kit import provider


class City(BaseModel):
    name: str
    inhabitants: int


ASK: dict[str, Any] = {
    "model": "gpt-4.1-mini",
    "messages": [{"role": "user", "content": "Describe Oslo as JSON"}],
}


def main() -> None:
    with OpenAI() as client:
        mode = client.chat.completions.create(**ASK, response_format={"type": "json_object"})
        print("JSON mode, some JSON:", sorted(json.loads(mode.choices[0].message.content)))

        answer = client.chat.completions.parse(**ASK, response_format=City)
        print(f"a schema, your fields: {answer.choices[0].message.parsed!r}")
        print("sent as:", json.dumps(provider().requests()[1].body["response_format"]))

        try:
            client.chat.completions.parse(**ASK, response_format=City, max_tokens=3)
        except LengthFinishReasonError as error:
            print(f"cut off: {error.completion.choices[0].message.content!r}")


if __name__ == "__main__":
    main()
