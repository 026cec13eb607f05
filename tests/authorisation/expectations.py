"""Who may do what at which address: the table that `test_matrix.py` holds every address against.

A line says for each method who is let in; a method that is not there is refused with 405. HEAD
goes with GET. To add an address, add a line; a name ending in `:*` covers a whole namespace.
What stands in an address is found by the word before it (`OBJECTS`: `/links/<str:token>` is a
link); whatever has no such word is written in `FILLED`. `BODIES` is what a POST needs to be
more than a typing error.
"""

from __future__ import annotations

from typing import Any

# Ranks within a brand: whoever is let in at one is let in at those above it.
LOOK, MODERATE, ADMINISTER, OWN = "viewer", "moderator", "admin", "owner"
RANKS = [LOOK, MODERATE, ADMINISTER, OWN]
# Outside of a brand: everybody alike; whoever holds a secret; anybody who is signed in; operators.
PUBLIC, SPEAKER, ACCOUNT, OPERATE = "public", "speaker", "account", "operate"


def brand(get: str | None = None, post: str | None = None) -> dict[str, str]:
    """A line of the Studio."""
    return {way: rank for way, rank in (("GET", get), ("POST", post)) if rank}


TABLE: dict[str, dict[str, str]] = {
    # For everybody
    "front_door": {"*": PUBLIC},
    "healthz": {"*": PUBLIC},
    "brand_logo": {"GET": PUBLIC},
    "embeds:widget_file": {"GET": PUBLIC},
    "embeds:media": {"GET": PUBLIC},
    "embeds:wall": {"GET": PUBLIC},
    "embeds:frame": {"GET": PUBLIC},
    "embeds:watch": {"GET": PUBLIC},
    "embeds:player": {"GET": PUBLIC},
    "embeds:oembed": {"GET": PUBLIC},
    "embeds:note": {"POST": PUBLIC},
    "collect:page": {"GET": PUBLIC},
    "collect:film": {"GET": PUBLIC},
    "studio:join": {"GET": PUBLIC, "POST": PUBLIC},
    # For whoever holds a speaker's secret; a session changes nothing
    "speaker:*": {"*": SPEAKER},
    "api:*": {"*": SPEAKER},
    # For anybody who is signed in, about themselves
    "studio:brands": {"GET": ACCOUNT, "POST": ACCOUNT},
    "studio:brand_new": {"GET": ACCOUNT, "POST": ACCOUNT},
    "account_*": {"*": ACCOUNT},
    "mfa_*": {"*": ACCOUNT},
    "usersessions_list": {"GET": ACCOUNT, "POST": ACCOUNT},
    # For those who run the installation
    "admin:*": {"*": OPERATE},
    # A brand's Studio
    "studio:home": brand(LOOK),
    "studio:inbox": brand(LOOK),
    "studio:rows": brand(LOOK),
    "studio:bulk": brand(post=MODERATE),
    "studio:undo": brand(post=MODERATE),
    "studio:views": brand(post=LOOK),
    "studio:tag_renaming": brand(post=MODERATE),
    "studio:testimonial": brand(LOOK),
    "studio:decision": brand(post=MODERATE),
    "studio:tags": brand(post=MODERATE),
    "studio:progress": brand(LOOK),
    "studio:news": brand(LOOK),
    "studio:messages": brand(post=MODERATE),
    "studio:notes": brand(post=MODERATE),
    "studio:reply": brand(post=MODERATE),
    "studio:quote": brand(post=MODERATE),
    "studio:facts": brand(post=MODERATE),
    "studio:cuts": brand(post=MODERATE),
    "studio:asset": brand(LOOK),
    "studio:download": brand(LOOK),
    "studio:notifications": brand(LOOK),
    "studio:notifications_seen": brand(post=LOOK),
    "studio:notifications_mail": brand(post=LOOK),
    "studio:links": brand(LOOK),
    "studio:link_new": brand(ADMINISTER, ADMINISTER),
    "studio:new_preview": brand(LOOK, ADMINISTER),
    "studio:link": brand(LOOK, ADMINISTER),
    "studio:link_preview": brand(LOOK, ADMINISTER),
    "studio:link_share": brand(LOOK),
    "studio:link_qr": brand(LOOK),
    "studio:link_state": brand(post=ADMINISTER),
    "studio:link_ending": brand(ADMINISTER),
    "studio:team": brand(LOOK),
    "studio:team_invitations": brand(post=ADMINISTER),
    "studio:team_invitation": brand(post=ADMINISTER),
    "studio:team_revocation": brand(post=ADMINISTER),
    "studio:member_role": brand(post=ADMINISTER),
    "studio:member_removal": brand(ADMINISTER, ADMINISTER),
    "studio:departure": brand(LOOK, LOOK),
    "studio:audit": brand(ADMINISTER),
    "studio:settings": brand(LOOK, ADMINISTER),
    "studio:settings_logo": brand(post=ADMINISTER),
    "studio:settings_ending": brand(OWN, OWN),
    # Only a brand that is closed can be had back, so that this one is missing for everybody.
    "studio:keeping": {},
    "embeds:widgets": brand(LOOK, ADMINISTER),
    "embeds:widget_new": brand(ADMINISTER, ADMINISTER),
    "embeds:widget": brand(LOOK, ADMINISTER),
    "embeds:widget_preview": brand(LOOK, LOOK),  # it stores nothing
    "embeds:widget_install": brand(LOOK),
    "embeds:widget_developers": brand(LOOK),
    "embeds:widget_eject": brand(post=ADMINISTER),
    "embeds:widget_removal": brand(ADMINISTER, ADMINISTER),
    "embeds:widget_version": brand(post=ADMINISTER),
    "embeds:preview_media": brand(LOOK),
    "embeds:preview_script": brand(LOOK),
}

# What the word before a parameter says about it.
OBJECTS = {
    "testimonials": "story",
    "assets": "asset",
    "links": "link",
    "invitations": "invitation",
    "members": "member",
    "widgets": "widget",
}
FILLED: dict[str, dict[str, Any]] = {
    "studio:link_qr": {"kind": "svg"},
    "studio:link_ending": {"state": "closed"},
    "embeds:widget_version": {"number": "1"},
}
# What has to be made first by a worker or a save: there a 404 is no refusal.
MADE_LATER = {"embeds:preview_media", "embeds:preview_script", "embeds:widget_version"}
BODIES: dict[str, dict[str, Any]] = {
    "studio:decision": {"verdict": "approved"},
    "studio:link_state": {"state": "paused"},
    "studio:member_role": {"role": "viewer"},
    "studio:team_invitations": {"email": "frida@example.org", "role": "viewer"},
    "studio:notes": {"text": "Call her."},
    "studio:messages": {"text": "Thank you."},
    "studio:tags": {"tag": "bikes"},
    "studio:facts": {"product": "cargo"},
    "studio:notifications_mail": {"mail": "none"},
}


def line(name: str) -> dict[str, str] | None:
    """Return the line of an address, or of what covers it."""
    if name in TABLE:
        return TABLE[name]
    covering = (key for key in TABLE if key.endswith("*") and name.startswith(key[:-1]))
    return next((TABLE[key] for key in covering), None)
