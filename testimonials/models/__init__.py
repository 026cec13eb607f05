"""The nouns. What happens to them is in the gerund modules beside this package."""

from testimonials.models.asset import Asset
from testimonials.models.brand import Brand, Membership
from testimonials.models.consent import Consent, ConsentPart, ConsentPurpose
from testimonials.models.cut import Cut
from testimonials.models.decision import Decision
from testimonials.models.invitation import MembershipInvitation
from testimonials.models.link import CollectionLink, Question
from testimonials.models.refinement import Refinement
from testimonials.models.speaker import Speaker
from testimonials.models.testimonial import Answer, Testimonial
from testimonials.models.upload import Upload
from testimonials.models.user import User

__all__ = [
    "Answer",
    "Asset",
    "Brand",
    "CollectionLink",
    "Consent",
    "ConsentPart",
    "ConsentPurpose",
    "Cut",
    "Decision",
    "Membership",
    "MembershipInvitation",
    "Question",
    "Refinement",
    "Speaker",
    "Testimonial",
    "Upload",
    "User",
]
