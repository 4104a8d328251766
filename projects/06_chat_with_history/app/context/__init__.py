"""What of a conversation goes to the model: counted in tokens, cut to a budget, or summarized.

| module  | owns                                                 |
| ------- | ---------------------------------------------------- |
| tokens  | how many tokens a text, a message or a turn is       |
| window  | which turns fit, and what an answer says about that  |
| summary | the request for a summary                            |
"""
