"""What one request was and did: on every log line, in one access line at its end, and in the metrics.

| module      | owns                                                             |
| ----------- | ---------------------------------------------------------------- |
| record      | what is known about the request under way; needs nothing else    |
| logs        | the log's format, with the request's id on every line: structlog |
| request_log | the middleware: the request's id, its one access line            |
| metrics     | the numbers for Prometheus, and `GET /metrics`                   |

Nothing is imported here: the model lane writes into the record, and stages without structlog use that lane.
"""
