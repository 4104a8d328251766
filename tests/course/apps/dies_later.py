"""Answers, and then ends."""

import os

from good import App, serve


class DiesLater(App):
    def echo(self, body):
        super().echo(body)
        self.connection.close()
        os._exit(7)


serve(DiesLater)
