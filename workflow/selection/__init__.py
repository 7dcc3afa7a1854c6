"""Evaluation, ranking under quotas, announcement and promotion."""
