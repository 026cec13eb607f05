"""The addresses of this app, by who uses them."""

from django.urls import path

from testimonials.api import pictures, speaking, uploads
from testimonials.views import (
    audit,
    brand_settings,
    bulk,
    collect_film,
    cuts,
    deciding,
    home,
    inbox,
    link_pages,
    links,
    media,
    notifications,
    saved_views,
    speaker_doors,
    speaker_media,
    story,
    story_parts,
    studio_home,
    tags,
    team,
    team_invitations,
)
from testimonials.views import collect as collecting
from testimonials.views import speaker as speakers_page

collect = [
    path("<str:token>", collecting.page, name="page"),
    path("<str:token>/film/<str:asset>", collect_film.film, name="film"),
]

speaker = [
    path("<str:secret>", speakers_page.page, name="page"),
    path("<str:secret>/consent", speakers_page.consent, name="consent"),
    path("<str:secret>/messages", speakers_page.messages, name="messages"),
    path("<str:secret>/media/<str:token>", speaker_media.media, name="media"),
    path("<str:secret>/originals", speaker_doors.originals, name="originals"),
    path("<str:secret>/originals/<str:token>", speaker_media.original, name="original"),
    path("<str:secret>/link", speaker_doors.link, name="link"),
    path("<str:secret>/withdrawal", speaker_doors.withdrawal, name="withdrawal"),
    path("<str:secret>/code", speaker_doors.code, name="code"),
]

api = [
    path("links/<str:link>/testimonials", speaking.Drafts.as_view(), name="drafts"),
    path("testimonials/<str:token>", speaking.Draft.as_view(), name="draft"),
    path("testimonials/<str:token>/answers/<uuid:question>", speaking.DraftAnswer.as_view(), name="answer"),
    path("testimonials/<str:token>/submission", speaking.Submission.as_view(), name="submission"),
    path("testimonials/<str:token>/hand-off", speaking.HandOff.as_view(), name="hand_off"),
    path("testimonials/<str:token>/typed", speaking.Typed.as_view(), name="typed"),
    path("testimonials/<str:token>/pictures/<slug:use>", pictures.Pictures.as_view(), name="pictures"),
    path(
        "testimonials/<str:token>/picture/<str:picture>", pictures.PictureResource.as_view(), name="picture"
    ),
    path("uploads", uploads.Uploads.as_view(), name="uploads"),
    path("uploads/<str:token>", uploads.UploadResource.as_view(), name="upload"),
]
studio = [
    path("", studio_home.brands, name="brands"),
    path("join/<str:secret>", studio_home.join, name="join"),
    path("new", studio_home.new, name="brand_new"),
    path("<slug:brand>/team", team.team, name="team"),
    path("<slug:brand>/team/invitations", team_invitations.invitations, name="team_invitations"),
    path("<slug:brand>/team/invitations/<str:token>", team_invitations.invitation, name="team_invitation"),
    path(
        "<slug:brand>/team/invitations/<str:token>/revocation",
        team_invitations.revocation,
        name="team_revocation",
    ),
    path("<slug:brand>/team/members/<str:token>/role", team.role, name="member_role"),
    path("<slug:brand>/team/members/<str:token>/removal", team.removal, name="member_removal"),
    path("<slug:brand>/team/departure", team.departure, name="departure"),
    path("<slug:brand>/audit", audit.audit, name="audit"),
    path("<slug:brand>/home", home.home, name="home"),
    path("<slug:brand>/inbox", inbox.inbox, name="inbox"),
    path("<slug:brand>/inbox/rows", inbox.rows, name="rows"),
    path("<slug:brand>/inbox/bulk", bulk.bulk, name="bulk"),
    path("<slug:brand>/inbox/undo", bulk.undo, name="undo"),
    path("<slug:brand>/inbox/views", saved_views.views, name="views"),
    path("<slug:brand>/tags", tags.renaming, name="tag_renaming"),
    path("<slug:brand>/testimonials/<str:token>", story.testimonial, name="testimonial"),
    path("<slug:brand>/testimonials/<str:token>/decision", deciding.decision, name="decision"),
    path("<slug:brand>/testimonials/<str:token>/tags", tags.tags, name="tags"),
    path("<slug:brand>/testimonials/<str:token>/progress", story.progress, name="progress"),
    path("<slug:brand>/testimonials/<str:token>/news", story.news, name="news"),
    path("<slug:brand>/testimonials/<str:token>/messages", story_parts.messages, name="messages"),
    path("<slug:brand>/testimonials/<str:token>/notes", story_parts.notes, name="notes"),
    path("<slug:brand>/testimonials/<str:token>/reply", story_parts.reply, name="reply"),
    path("<slug:brand>/testimonials/<str:token>/quote", story_parts.quote, name="quote"),
    path("<slug:brand>/testimonials/<str:token>/facts", story_parts.facts, name="facts"),
    path("<slug:brand>/testimonials/<str:token>/cuts", cuts.cuts, name="cuts"),
    path("<slug:brand>/assets/<str:token>", media.asset, name="asset"),
    path("<slug:brand>/assets/<str:token>/download", media.download, name="download"),
    path("<slug:brand>/notifications", notifications.notifications, name="notifications"),
    path("<slug:brand>/notifications/seen", notifications.seen, name="notifications_seen"),
    path("<slug:brand>/notifications/mail", notifications.mail, name="notifications_mail"),
    path("<slug:brand>/keeping", brand_settings.keeping, name="keeping"),
    path("<slug:brand>/settings", brand_settings.settings, name="settings"),
    path("<slug:brand>/settings/logo", brand_settings.logo, name="settings_logo"),
    path("<slug:brand>/settings/ending", brand_settings.ending, name="settings_ending"),
    path("<slug:brand>/links", links.links, name="links"),
    path("<slug:brand>/links/new", link_pages.new, name="link_new"),
    path("<slug:brand>/links/new/preview", link_pages.preview, name="new_preview"),
    path("<slug:brand>/links/<str:token>", link_pages.edit, name="link"),
    path("<slug:brand>/links/<str:token>/preview", link_pages.preview, name="link_preview"),
    path("<slug:brand>/links/<str:token>/share", links.share, name="link_share"),
    path("<slug:brand>/links/<str:token>/qr.<str:kind>", links.qr, name="link_qr"),
    path("<slug:brand>/links/<str:token>/state", links.state, name="link_state"),
    path("<slug:brand>/links/<str:token>/state/<str:state>", links.ending, name="link_ending"),
]
