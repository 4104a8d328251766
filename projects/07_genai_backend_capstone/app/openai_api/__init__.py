"""OpenAI's API over our models: its clients work here with another base URL.

| module     | owns                                                        |
| ---------- | ----------------------------------------------------------- |
| requests   | the bodies that its clients send, and the prompt they mean  |
| messages   | the messages in them                                        |
| responses  | a whole completion                                          |
| chunks     | a streamed one                                              |
| embeddings | vectors, as numbers or packed                               |
| routes     | the endpoints                                               |
"""
