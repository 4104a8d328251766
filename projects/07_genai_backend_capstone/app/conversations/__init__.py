"""Conversations in the database, as stage 6 has them in Redis, and their endpoints.

| module   | owns                                                  |
| -------- | ----------------------------------------------------- |
| store    | genai_shared's store of conversations, as SQL         |
| rows     | a conversation as rows, and back                      |
| events   | a turn's answer as events, stored before it is `done` |
| routes   | begin, list, read, rename, delete                     |
| messages | ask, as a whole or as a stream                        |
"""
