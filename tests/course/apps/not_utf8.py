"""Answers in Latin-1."""

from good import App, serve


class NotUtf8(App):
    def echo(self, body):
        self.send(body.decode("unicode_escape").encode("latin-1", "replace") + b"\xe9")


serve(NotUtf8)
