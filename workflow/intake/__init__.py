"""Nominations that come as a spreadsheet (일괄등록): template, preview, and taken once it was confirmed."""
