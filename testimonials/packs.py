"""Question packs to start a link from, one for each kind of business.

Every question is open and leads nowhere in particular: it asks for what happened, good or bad,
and its tip helps to tell it. All of it is translated when it is asked for, so a link starts out
in its brand's language.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Pack:
    """What a new link is filled with. `questions` are pairs of text and tip."""

    code: str
    icon: str
    label: Text
    title: Text
    intro: Text
    questions: tuple[tuple[Text, Text], ...]


_BETTER = (
    _("What should we do better?"),
    _("Say it as you would to a friend who works here. We read every word."),
)

PACKS = (
    Pack(
        "consumer",
        "gift",
        _("Consumer product"),
        _("How is life with it?"),
        _("It takes about four minutes, and nobody expects a film star."),
        (
            (_("What did you use before, and how was that?"), _("Tell us who you are, too.")),
            (
                _("What has changed since you have it?"),
                _("One day you remember says more than a summary."),
            ),
            (_("What surprised you, pleasantly or not?"), _("Small things count.")),
            _BETTER,
        ),
    ),
    Pack(
        "saas",
        "desktop",
        _("Software"),
        _("How does it work out for you?"),
        _("Three or four minutes. Your screen stays private; we only see you."),
        (
            (
                _("What do you do, and what did you need help with?"),
                _("Your role and one task are enough."),
            ),
            (_("How do you work on it today?"), _("Walk us through one ordinary morning.")),
            (
                _("What came out of it, in numbers if you have them?"),
                _("Hours, money, nerves: whatever you count in. “Nothing yet” is an answer."),
            ),
            (_("What is still in your way?"), _("We read every word, and so does the team that builds it.")),
        ),
    ),
    Pack(
        "fitness",
        "heart",
        _("Fitness"),
        _("How did it go for you?"),
        _("No before and after pictures needed. Just you, as you are."),
        (
            (_("What made you start?"), _("A moment, a sentence, a flight of stairs.")),
            (_("What did the first weeks feel like?"), _("The hard days belong here, too.")),
            (
                _("What can you do today that you notice in your daily life?"),
                _("It need not be a weight or a time."),
            ),
            (_("Who would you advise to come, and who not?"), _("Being honest helps both.")),
        ),
    ),
    Pack(
        "education",
        "text",
        _("Education"),
        _("What did you take with you?"),
        _("A few questions about your time with us. Speak as you would to a new student."),
        (
            (_("Where did you stand when you began?"), _("What you knew, what you were unsure about.")),
            (_("Which lesson or moment do you remember?"), _("The one you told somebody about at home.")),
            (_("What do you do differently since then?"), _("At work, at home, or not at all yet.")),
            (_("What should the next course do better?"), _("The teachers will hear it.")),
        ),
    ),
    Pack(
        "hospitality",
        "home",
        _("Hospitality"),
        _("How was your stay with us?"),
        _("It takes about three minutes, best while you still remember the breakfast."),
        (
            (_("What brought you here?"), _("Whom you travelled with, and what for.")),
            (_("Which moment of your stay do you remember?"), _("A view, a meal, a person.")),
            (_("How were you looked after?"), _("Names are welcome; the team will see this.")),
            (_("What would you tell somebody before they book?"), _("Also what they should know.")),
        ),
    ),
    Pack(
        "retail",
        "widgets",
        _("Retail"),
        _("How was it in our shop?"),
        _("Two or three minutes. Show us what you bought, if you have it at hand."),
        (
            (_("What were you looking for?"), _("And where else had you looked?")),
            (_("How did it go, from the door to the till?"), _("Or from the first click to the parcel.")),
            (_("How do you use what you bought?"), _("Hold it into the camera if you like.")),
            _BETTER,
        ),
    ),
)


def find(code: str) -> Pack | None:
    """Return the pack called `code`, or None."""
    return next((pack for pack in PACKS if pack.code == code), None)
