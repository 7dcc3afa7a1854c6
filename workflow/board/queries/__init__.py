"""Reads of the board: notices, and inquiries."""
