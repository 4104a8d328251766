"""Listens, and is never well."""

from good import App, serve


class NeverReady(App):
    def do_GET(self):  # noqa: N802 - the name that http.server looks for
        self.answer({"status": "starting"}, 503)


serve(NeverReady)
