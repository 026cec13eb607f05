"""From a received take to what the public sees: facts, plan, renditions, poster, check.

Every program that opens a stranger's bytes is started by `jail`, and by nothing else.
"""
