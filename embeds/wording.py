"""What a widget says in its own words, in the language of the page it is on.

The speakers' words are never touched here, only cut off at a space where a card is too small.
"""

from __future__ import annotations

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from testimonials.writing import digits, month

__all__ = [
    "anonymous",
    "clock",
    "counts",
    "digits",
    "direction",
    "joined",
    "month",
    "notes",
    "rated",
    "shortened",
    "shortened_by",
    "words",
]

RIGHT_TO_LEFT = {"fa", "ar", "he", "ur"}
_COMMAS = {"fa": "، ", "zh": "，"}


def direction(lang: str) -> str:
    """Return "rtl" or "ltr"."""
    return "rtl" if _family(lang) in RIGHT_TO_LEFT else "ltr"


def words(lang: str, *, has_films: bool) -> dict[str, str]:
    """Return every fixed sentence of the runtime; `{}` stands for a name or a number.

    `digits` is there where they are not 0 to 9.
    """
    own_digits = digits("0123456789", lang)
    return {
        **({"digits": own_digits} if own_digits != "0123456789" else {}),
        "watch": _("Watch {}"),
        "look": _("See the photo from {}"),
        "read": _("Read the whole story"),
        "stars": _("{} of 5 stars"),
        "more": _("Show {} more"),
        "whole": _("Every story can be watched in full.") if has_films else "",
        "close": _("Close"),
        "previous": _("Previous story"),
        "next": _("Next story"),
        "gone": _("This story is no longer here."),
        "stuck": _("This film does not start. Try again in a moment."),
        "all": _("All stories"),
        "place": _("{} of {}"),
        "pause": _("Pause"),
        "play": _("Play"),
        "hide": _("Hide"),
        "carousel": _("carousel"),
        "slide": _("story"),
    }


def counts(received: int, shown: int, lang: str) -> str:
    """Return the line that says how many there are, and how many of them are to be seen."""
    sentence = _("{received} received, {shown} shown").format(received=received, shown=shown)
    return digits(sentence, lang)


def rated(average: float, count: int, lang: str) -> str:
    """Return the line that says how all who gave stars rated, to one decimal."""
    sentence = _("{average} of 5, all {count} ratings counted").format(average=f"{average:.1f}", count=count)
    return digits(sentence, lang)


def notes(relation: str, incentive: str, brand: str) -> list[str]:
    """Return what a visitor should know about a speaker: the reward, and a tie to the brand."""
    ties = {
        "employee": _("Works at {brand}"),
        "family": _("Close to {brand}"),
        "partner": _("Does business with {brand}"),
        "other": _("Knows {brand}"),
    }
    reward = [_("Got a {reward}").format(reward=incentive)] if incentive else []
    return reward + ([ties[relation].format(brand=brand)] if relation in ties else [])


def shortened_by(milliseconds: int) -> list[str]:
    """Return the line that says how much of what somebody said is left out, if any is."""
    if not milliseconds:
        return []
    seconds = max(1, round(milliseconds / 1000))
    sentence = _("Shortened by {seconds} s").format(seconds=seconds)
    return [digits(sentence, get_language() or "en")]


def anonymous(lang: str) -> str:
    """Return what somebody is called who did not give their name away."""
    with override(lang):
        return _("A customer")


def joined(parts: list[str], lang: str) -> str:
    """Return the parts that are not empty as one line."""
    return _COMMAS.get(_family(lang), ", ").join(part for part in parts if part)


def clock(milliseconds: int, lang: str) -> str:
    """Return a length as minutes and seconds."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return digits(f"{minutes}:{seconds:02}", lang)


def shortened(text: str, limit: int) -> str:
    """Return the text on one line, cut off at a space where it is longer than `limit` characters."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    # Chinese has no spaces; there a cut between any two characters is fine.
    at_space = head.rfind(" ")
    return f"{head[:at_space] if at_space > limit * 2 // 3 else head}…".replace("،…", "…").replace(",…", "…")


def _family(lang: str) -> str:
    return lang.partition("-")[0]
