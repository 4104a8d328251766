"""Hangs up instead of answering: at once, and in the middle of a long answer."""

from good import App, serve


class Closes(App):
    def echo(self, body):
        if len(body) > 1000:
            self.send_response_only(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:30])
        self.close_connection = True
        self.connection.close()


serve(Closes)
