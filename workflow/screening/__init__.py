"""Findings by the rules, the officers' decisions, and corrections that are asked for."""
