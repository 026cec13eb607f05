"""Measurements against what others do with the same film: what a video costs, and how soon it starts."""
