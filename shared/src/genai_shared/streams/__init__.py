"""Answers that come piece by piece: their form on the wire, patience, and the end of the server.

| module   | owns                                                          |
| -------- | ------------------------------------------------------------- |
| sse      | Server-Sent Events as they stand on the wire                  |
| upcoming | waiting for a stream's next event without losing it           |
| stopping | hearing that the server is to stop, while streams can be told |
"""
