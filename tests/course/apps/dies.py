"""Ends in the middle of a request."""

import os

from good import App, serve


class Dies(App):
    def echo(self, body):
        print("Segmentation fault", flush=True)  # noqa: T201 - its log
        os._exit(7)


serve(Dies)
