"""Tag stories in the brand's own words, so that they are found and can be shown together.

A tag is known to one brand, once in any case of letters; the first spelling stays until it is renamed.
Tagging twice is tagging once. Every change is followed by the search.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import Brand, Tag, Tagging, Testimonial, User
from testimonials.models.tag import MAX_TAG
from testimonials.signals import public_face_changed, tag_renamed

MAX_TAGS = 20
INDEXED_AT_ONCE = 200


class TagMissing(Refusal):
    code = "tag_missing"
    message = _("Write a tag, a word or two.")


class TagTooLong(Refusal):
    code = "tag_too_long"
    message = _("Please keep a tag under 40 characters.")


class TooManyTags(Refusal):
    code = "too_many_tags"
    message = _("This story has twenty tags. Take one off first.")


class TagTaken(Refusal):
    code = "tag_taken"
    status = 409
    message = _("There is another tag with that name.")


class TagGone(Refusal):
    code = "tag_gone"
    status = 409
    message = _("That tag is not there any more.")


class StoryGone(Refusal):
    code = "withdrawn"
    status = 409
    message = _("This story was withdrawn, so there is nothing to tag.")


@transaction.atomic
def add(testimonial: Testimonial, name: str, *, by: User) -> Tagging | None:
    """Put a tag on a story; return None where it had it already. Raises a `Refusal`."""
    name = checked(name)
    locked = Testimonial.objects.select_for_update().get(pk=testimonial.pk)
    if locked.state in {Testimonial.State.DRAFT, Testimonial.State.WITHDRAWN}:
        raise StoryGone
    brand = locked.brand
    tag = find(brand, name) or _coin(brand, name)
    if locked.taggings.filter(tag=tag).exists():
        return None
    if locked.taggings.count() >= MAX_TAGS:
        raise TooManyTags
    tagging = Tagging.objects.create(brand=brand, testimonial=locked, tag=tag, by=by)
    locked.index_words()
    public_face_changed.send(sender=Testimonial, testimonial=locked)  # a widget may ask for this tag
    return tagging


@transaction.atomic
def remove(testimonial: Testimonial, name: str) -> bool:
    """Take a tag off a story; tell whether it was on. A tag that is on no story any more is forgotten."""
    tag = find(testimonial.brand, name)
    if tag is None or not testimonial.taggings.filter(tag=tag).delete()[0]:
        return False
    if not tag.taggings.exists():
        tag.delete()
    testimonial.index_words()
    public_face_changed.send(sender=Testimonial, testimonial=testimonial)
    return True


def rename(brand: Brand, name: str, new: str) -> Tag:
    """Give a tag another name on every story. Raises a `Refusal`.

    The search follows story by story after the name has changed, so that nobody waits for a long write.
    """
    new = checked(new)
    with transaction.atomic():
        tag = Tag.objects.select_for_update().filter(brand=brand, name__iexact=clean(name)).first()
        if tag is None:
            raise TagGone
        if Tag.objects.filter(brand=brand, name__iexact=new).exclude(pk=tag.pk).exists():
            raise TagTaken
        old, tag.name = tag.name, new
        tag.save(update_fields=["name"])
        tag_renamed.send(sender=Tag, tag=tag, old=old)
    tagged = Testimonial.objects.filter(taggings__tag=tag).select_related("speaker")
    for testimonial in tagged.iterator(chunk_size=INDEXED_AT_ONCE):
        testimonial.index_words()
    return tag


def find(brand: Brand, name: str) -> Tag | None:
    """Return the brand's tag of that name in any case of letters, or None."""
    return Tag.objects.filter(brand=brand, name__iexact=clean(name)).first()


def _coin(brand: Brand, name: str) -> Tag:
    """Make a tag, or take the one that somebody has made in this moment."""
    try:
        with transaction.atomic():
            return Tag.objects.create(brand=brand, name=name)
    except IntegrityError:
        return Tag.objects.get(brand=brand, name__iexact=name)


def checked(name: str) -> str:
    """Return the name as it is kept, or raise a `Refusal`."""
    name = clean(name)
    if not name:
        raise TagMissing
    if len(name) > MAX_TAG:
        raise TagTooLong
    return name


def clean(name: str) -> str:
    """Return the name without runs of spaces, line ends or what cannot be seen."""
    return " ".join("".join(char if char.isprintable() or char == "\u200c" else " " for char in name).split())
