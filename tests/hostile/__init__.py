"""Hundreds of files that nobody should be able to hurt us with, sent the way a speaker sends a take."""
