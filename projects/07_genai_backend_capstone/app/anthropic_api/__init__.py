"""Anthropic's Messages API over our models: its client works here with another base URL.

| module    | owns                                                     |
| --------- | -------------------------------------------------------- |
| requests  | the bodies that its client sends                         |
| prompts   | the prompt that they mean, in OpenAI's format            |
| responses | a whole message                                          |
| events    | a streamed one                                           |
| errors    | failures in Anthropic's shape                            |
| routes    | the endpoints                                            |
"""
