"""What has been said, and by whose right it is read: in memory to start with, then in Redis.

| module  | owns                                                    |
| ------- | ------------------------------------------------------- |
| models  | a conversation, its turns, and what an answer cost      |
| errors  | the refusals that only conversations know               |
| store   | the protocol that both stores keep                      |
| memory  | a store that ends with the process                      |
| redis   | a store that several processes share                    |
| scripts | what Redis does in one step                             |
| opening | which of the two it is                                  |
"""
