"""Exit codes. 0 is success."""

PROBLEMS = 1
"""The command did its work, and found problems."""

USAGE_ERROR = 2
"""The command could not begin: wrong options, or something that cannot be opened."""

INTERNAL_ERROR = 70
INTERRUPTED = 130
PIPE_CLOSED = 141
