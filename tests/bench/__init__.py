"""The figures of speed, as ratios of one run: `make bench`. Nothing here is collected as a test.

The unit is the bare page: the base template with a table of 50 rows and 8 columns from memory, and
no query, in the same process. A ratio to it says the same on a slow machine as on a fast one.
"""
