"""Fills every pipe: a megabyte for each request."""

from good import App, serve


class Prints(App):
    def echo(self, body):
        print("x" * 1_048_576, flush=True)  # noqa: T201 - its log
        super().echo(body)


serve(Prints)
