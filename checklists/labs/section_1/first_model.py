"""A pydantic model is a class with typed fields: it checks what it is given, and gives back an object.

Run it: course lab T1.3.1-01
Break it: take `BaseModel` away. Plain classes take no arguments; a dataclass does, and checks nothing.
"""

from pydantic import BaseModel, ValidationError


class Message(BaseModel):
    role: str
    content: str


def main() -> None:
    message = Message(role="user", content="Hello")
    print(f"object: {message.role} says {message.content}")
    print(f"JSON: {message.model_dump_json()}")
    print(f"and back: {Message.model_validate_json(message.model_dump_json()) == message}")
    try:
        Message.model_validate({"role": "user"})
    except ValidationError as error:
        print(f"refused: {error.errors()[0]['loc']} {error.errors()[0]['msg']}")


if __name__ == "__main__":
    main()
