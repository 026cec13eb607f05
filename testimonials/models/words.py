"""Words in the one form in which they are looked for."""

from __future__ import annotations

import unicodedata

# Persian is typed on Arabic keyboards too, and joined with or without an invisible break.
_SAME = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " ", "\u200d": "", "ـ": ""})


def fold(text: str) -> str:
    """Return `text` without case, marks, widths, kinds of digits, runs of spaces: “Ünal  ۱۲” is “unal 12”."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SAME))
    kept = (_digit(char) for char in plain if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


def _digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() else char
