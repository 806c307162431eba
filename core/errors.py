"""The one error that is shown to the planner in words.

A problem in the *data* is a notice or a finding; a problem in the *request* is an ``AppError``; anything else is
a bug of ours and must surface as one.
"""

from __future__ import annotations

from core.messages import Language, Text


class AppError(Exception):
    """The request cannot be served: says what is wrong, where, and how to mend it.

    ``code`` is stable and greppable (``plan.unknown_key``); ``message`` and ``hint`` are whole sentences.
    """

    def __init__(self, code: str, message: Text, hint: Text | None = None) -> None:
        super().__init__(f"{code}: {message.en}")
        self.code = code
        self.message = message
        self.hint = hint

    def sentence(self, language: Language) -> str:
        """Message and hint on one line."""
        parts = [self.message.to(language)]
        if self.hint is not None:
            parts.append(self.hint.to(language))
        joined = "" if language == "zh" else " "
        return joined.join(" ".join(part.split()) for part in parts)


class Cancelled(Exception):  # noqa: N818 - not an error: the planner asked for it
    """Raised inside a job after its ``Feedback`` was cancelled."""
