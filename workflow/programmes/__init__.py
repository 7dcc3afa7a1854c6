"""Programmes and their calls: quotas, criteria, what is asked, the public notice."""
