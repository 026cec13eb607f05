"""The nouns. What happens to them is in the gerund modules beside this package."""

from testimonials.models.answer import Answer
from testimonials.models.asset import Asset
from testimonials.models.audit import AuditEvent
from testimonials.models.brand import Brand, Membership
from testimonials.models.code import OneTimeCode
from testimonials.models.consent import Consent, ConsentPart, ConsentPurpose
from testimonials.models.cut import Cut
from testimonials.models.decision import Decision
from testimonials.models.invitation import MembershipInvitation
from testimonials.models.link import CollectionLink
from testimonials.models.message import Message
from testimonials.models.note import Note
from testimonials.models.notice import Notice
from testimonials.models.notification import Notification
from testimonials.models.picture import Picture
from testimonials.models.purge import Purge
from testimonials.models.question import Question
from testimonials.models.quote import PullQuote
from testimonials.models.refinement import Refinement
from testimonials.models.reply import Reply, SavedReply
from testimonials.models.speaker import Speaker
from testimonials.models.tag import Tag, Tagging
from testimonials.models.testimonial import Testimonial
from testimonials.models.upload import Upload
from testimonials.models.user import User
from testimonials.models.view import SavedView
from testimonials.models.withdrawal import Withdrawal

__all__ = [
    "Answer",
    "Asset",
    "AuditEvent",
    "Brand",
    "CollectionLink",
    "Consent",
    "ConsentPart",
    "ConsentPurpose",
    "Cut",
    "Decision",
    "Membership",
    "MembershipInvitation",
    "Message",
    "Note",
    "Notice",
    "Notification",
    "OneTimeCode",
    "Picture",
    "PullQuote",
    "Purge",
    "Question",
    "Refinement",
    "Reply",
    "SavedReply",
    "SavedView",
    "Speaker",
    "Tag",
    "Tagging",
    "Testimonial",
    "Upload",
    "User",
    "Withdrawal",
]
