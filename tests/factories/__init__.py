"""Makers of rows for tests, one module a stage. They flush; the test owns the unit of work."""
