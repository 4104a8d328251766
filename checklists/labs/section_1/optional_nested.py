"""A nested model that may be missing: None when it is not there, and checked in full when it is.

Run it: course lab T1.3.3-03
Break it: use `chat.limits.max_tokens` without a look. mypy objects; so does a user, later.
"""

from pydantic import BaseModel, ValidationError


class Limits(BaseModel):
    max_tokens: int


class Chat(BaseModel):
    message: str
    limits: Limits | None = None

    @property
    def budget(self) -> int:
        return self.limits.max_tokens if self.limits else 1000


def tried(chat: dict[str, object]) -> str:
    try:
        return f"budget {Chat.model_validate({'message': 'hello', **chat}).budget}"
    except ValidationError as error:
        return f"refused: {'.'.join(map(str, error.errors()[0]['loc']))}"


def main() -> None:
    chats: list[dict[str, object]] = [{}, {"limits": None}, {"limits": {"max_tokens": 5}}, {"limits": {}}]
    for chat in chats:
        print(f"{chat}: {tried(chat)}")


if __name__ == "__main__":
    main()
