"""Let a speaker into their own page: whoever holds the secret in its address, and nobody else.

The secret is derived from the installation's key and never stored (`Testimonial.page_secret`);
what is looked up is its digest. A new link makes every older one a missing page.
"""

from __future__ import annotations

from django.db import transaction

from testimonials.models import Notice, Testimonial
from testimonials.models.tokens import digest


def open_page(testimonial: Testimonial) -> Notice | None:
    """Open the page of a story that was just sent, once; return the mail that brings its address.

    A story without an e-mail address, or whose page is open already, has no mail to send.
    """
    testimonial.page_digest = digest(testimonial.page_secret())
    closed = Testimonial.objects.filter(pk=testimonial.pk, page_digest="").exclude(state="draft")
    if not closed.update(page_digest=testimonial.page_digest):
        return None
    return Notice.to_speaker(testimonial, Notice.Kind.SENT)


def admitted(secret: str) -> Testimonial | None:
    """Return the story whose page this secret opens today, or None."""
    sent = Testimonial.objects.submitted().select_related("brand", "speaker", "link")
    return sent.filter(page_digest=digest(secret)).first()


@transaction.atomic
def rotate(testimonial: Testimonial) -> Notice | None:
    """Give the page a new address and close the old one; return the mail that brings it.

    The draft's key, which tells the page's address, opens nothing any more.
    """
    locked = Testimonial.objects.select_for_update().get(pk=testimonial.pk)
    testimonial.page_version = locked.page_version + 1
    testimonial.page_digest = digest(testimonial.page_secret())
    testimonial.draft_digest = ""
    testimonial.save(update_fields=["page_version", "page_digest", "draft_digest"])
    return Notice.to_speaker(testimonial, Notice.Kind.SENT, is_new=True)
