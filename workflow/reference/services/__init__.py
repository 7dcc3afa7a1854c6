"""The verbs of the reference lists."""
