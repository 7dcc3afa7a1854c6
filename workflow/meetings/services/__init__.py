"""The verbs of meetings and of their decisions."""
