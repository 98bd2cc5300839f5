"""Errors that people meet: what happened, where, and what to do about it."""


class AnnotateError(Exception):
    """Something that the caller can put right.

    ``message`` is one or two sentences for people; it is shown as it is on the command line and in the app.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
