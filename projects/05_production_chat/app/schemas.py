"""What only this stage takes in."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from genai_shared.schemas import Text, not_blank


class StreamQuestion(BaseModel):
    """The query of `GET /v1/chat/stream`. Unknown parameters are refused, as everywhere."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[Text, AfterValidator(not_blank)]
    model: Text | None = None
