"""The verbs of the board: of notices, and of inquiries."""
