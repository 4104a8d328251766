"""Conversations as stage 6 writes them out: turns that are whole or not there, in a window of tokens.

A stage brings the store; stage 6 has memory and Redis, stage 7 its database.

| module   | owns                                                                |
| -------- | ------------------------------------------------------------------- |
| models   | a conversation, its turns, and what an answer cost                  |
| errors   | the refusals that only conversations know                           |
| store    | the protocol that every store keeps                                 |
| schemas  | the bodies of the endpoints                                         |
| imported | a history that somebody brings along                                |
| asking   | what is asked, of which conversation, and by whom                   |
| turns    | reserve, ask, store: one turn                                       |
| answers  | a turn that is being asked, and what is stored of it                |
| tokens   | how many tokens a text, a message or a turn is                      |
| window   | which turns fit, and what an answer says about that                 |
| summary  | the request for a summary                                           |
| budget   | how many tokens a prompt may have, and what they cost               |
"""
