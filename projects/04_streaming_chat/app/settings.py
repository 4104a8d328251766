"""What this stage reads from the environment, besides what the models need."""

from genai_shared.llm import LlmSettings
from genai_shared.settings import Seconds


class Settings(LlmSettings):
    """One field for each environment variable. All times are in seconds."""

    stream_keepalive: Seconds = 15  # of silence, before a comment tells everybody that the stream lives
    shutdown_grace: Seconds = 5  # for open streams, when the server is asked to stop
