"""What is asked, of which conversation, and by whom."""

import hashlib
from dataclasses import dataclass

from genai_shared.conversations.models import Idempotency
from genai_shared.conversations.schemas import Question


@dataclass(frozen=True)
class Asking:
    """A question to an owner's conversation, under a key if the client gave one."""

    owner: str
    conversation_id: str
    question: Question
    key: str | None = None

    @property
    def idempotency(self) -> Idempotency | None:
        if self.key is None:
            return None
        digest = hashlib.sha256(self.question.model_dump_json().encode()).hexdigest()
        return Idempotency(key=self.key, digest=digest)
