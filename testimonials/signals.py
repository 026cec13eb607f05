"""What other apps may listen to."""

from django.dispatch import Signal

# A testimonial's decision, cut, consent or words changed: sent inside the transaction that
# changes it, with `sender=Testimonial` and `testimonial`.
public_face_changed = Signal()
# The same of a whole brand: its name, its colours, or that it is closed; with `sender=Brand` and `brand`.
brand_face_changed = Signal()
