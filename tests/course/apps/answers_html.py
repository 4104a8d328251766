"""Answers every message with a page."""

from good import App, serve

PAGE = "<!doctype html>\n<html><body>\n" + "<p>Sorry, something went wrong.</p>\n" * 60 + "</body></html>\n"


class AnswersHtml(App):
    def echo(self, body):
        self.send(PAGE.encode(), 500 if len(body) > 1000 else 200, "text/html; charset=utf-8")


serve(AnswersHtml)
