"""Answers as if the provider had, when it has not."""

from urllib.error import HTTPError

import chat
from good import serve

asked = chat.ask


def ask(message):
    try:
        return asked(message)
    except HTTPError:
        return ""


chat.ask = ask

serve(chat.Chat)
