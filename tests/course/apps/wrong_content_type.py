"""Says that its JSON is plain text."""

from good import App, serve


class WrongContentType(App):
    def send(self, body, status=200, content_type="text/plain"):
        super().send(body, status, "text/plain")


serve(WrongContentType)
