"""What other apps may listen to."""

from django.dispatch import Signal

# A testimonial's decision, cut, consent or words changed: sent inside the transaction that
# changes it, with `sender=Testimonial` and `testimonial`.
public_face_changed = Signal()
# The same of a whole brand: its name, its colours, or that it is closed; with `sender=Brand` and `brand`.
brand_face_changed = Signal()
# A tag of a brand has another name; sent inside the transaction that renames it, with `sender=Tag`,
# `tag`, which has the new name, and `old`.
tag_renamed = Signal()
