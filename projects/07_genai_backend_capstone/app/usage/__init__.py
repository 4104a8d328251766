"""What everybody has used, what it cost, and how much more they may.

| module  | owns                                                                      |
| ------- | ------------------------------------------------------------------------- |
| ledger  | one row for each request to a model: reserved before it, settled after it |
| account | one caller's two budgets: dollars in the ledger, tokens in the limits     |
| metered | the way to the models for one caller, who pays for it                     |
| size    | how large a prompt is, by our own count                                   |
| report  | sums by day, key and model                                                |
| routes  | `GET /v1/usage`                                                           |
"""
