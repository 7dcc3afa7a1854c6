"""The verbs of the register of people."""
