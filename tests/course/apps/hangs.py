"""Takes a message and never answers."""

import threading

from good import App, serve


class Hangs(App):
    def echo(self, body):
        threading.Event().wait()


serve(Hangs)
