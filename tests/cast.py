"""Who plays in every test: Alice owns, Bob is on her team, Charlie must see nothing, Dana records."""

from __future__ import annotations

from dataclasses import dataclass

from embeds import publishing
from embeds.models import Widget
from testimonials import collecting, consenting, moderating, recording
from testimonials.models import (
    Brand,
    CollectionLink,
    Consent,
    Decision,
    Membership,
    Question,
    Testimonial,
    User,
)

PASSWORD = "correct horse battery"
EVERYTHING = dict.fromkeys(
    ["website", "social", "ads", "sales", "internal", "name", "company", "photo", "face", "voice"], True
)


@dataclass
class Cast:
    alice: User
    bob: User
    charlie: User
    brand: Brand
    charlies_brand: Brand
    link: CollectionLink
    questions: list[Question]

    def dana_writes(self, text: str = "It changed my way to work.", **consent: bool) -> Testimonial:
        """Dana answers the first question in text and sends, allowing everything but what is named."""
        testimonial, _secret = recording.begin(self.link, language="en")
        recording.answer_in_text(testimonial, self.questions[0], text)
        send(testimonial, **consent)
        return testimonial

    def approved(self, **consent: bool) -> Testimonial:
        """A story of Dana's that Alice has approved."""
        testimonial = self.dana_writes(**consent)
        moderating.approve(testimonial, by=self.alice)
        return testimonial


def send(testimonial: Testimonial, **consent: bool) -> None:
    """Send as Dana."""
    particulars = recording.Particulars(
        name="Dana Dober",
        email="dana@example.org",
        role="Nurse",
        company="St. Mary",
        rating=4,
        relation="customer",
    )
    recording.submit(testimonial, particulars)
    give(testimonial, **consent)


def give(testimonial: Testimonial, **consent: bool) -> Consent:
    """Consent to everything but what is named."""
    seen = consenting.wording_hash(consenting.wording(testimonial.brand, testimonial.language))
    return consenting.give(testimonial, EVERYTHING | consent, seen_hash=seen)


def published(wall: Widget) -> None:
    """Publish a widget as it is in the database now."""
    wall.refresh_from_db()
    publishing.publish(wall)


def assemble() -> Cast:
    """Make the cast."""
    alice, bob, charlie = (
        User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.title())
        for name in ("alice", "bob", "charlie")
    )
    brand = Brand.objects.create(name="Halden", slug="halden")
    charlies = Brand.objects.create(name="Charlie’s", slug="charlies")
    for user, where, role in (
        (alice, brand, "owner"),
        (bob, brand, "moderator"),
        (charlie, charlies, "owner"),
    ):
        # Nobody is mailed about news unless a test is about that.
        Membership.objects.create(user=user, brand=where, role=role, mail="none")
    link = collecting.create(
        brand,
        name="Customers",
        title="How is life with the bike?",
        questions=[("What was it like before?", "A moment."), ("What changed?", "")],
    )
    return Cast(alice, bob, charlie, brand, charlies, link, list(link.questions.current()))


def decision_of(testimonial: Testimonial) -> Decision:
    """The last decision on a testimonial."""
    return testimonial.decisions.latest("pk")
