"""Notices of a programme (공지사항), and the questions that companies ask about a call (문의)."""
