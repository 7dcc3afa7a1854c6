"""What tests and the servers that they start say to each other."""

ABORT = "X-Test-Abort"
"""On a request: let its transaction fail just before the commit."""
PROCESS = "X-Test-Process"
"""On an answer: the process that gave it."""
