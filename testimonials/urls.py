"""The addresses of this app, by who uses them."""

from django.urls import path

from testimonials.api import pictures, speaking, uploads
from testimonials.views import collect as collecting
from testimonials.views import cuts, inbox, links, media, studio_home

collect = [path("<str:token>", collecting.page, name="page")]

api = [
    path("links/<str:link>/testimonials", speaking.Drafts.as_view(), name="drafts"),
    path("testimonials/<str:token>", speaking.Draft.as_view(), name="draft"),
    path("testimonials/<str:token>/answers/<uuid:question>", speaking.DraftAnswer.as_view(), name="answer"),
    path("testimonials/<str:token>/submission", speaking.Submission.as_view(), name="submission"),
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
    path("<slug:brand>/inbox", inbox.inbox, name="inbox"),
    path("<slug:brand>/inbox/rows", inbox.rows, name="rows"),
    path("<slug:brand>/testimonials/<str:token>", inbox.testimonial, name="testimonial"),
    path("<slug:brand>/testimonials/<str:token>/decision", inbox.decision, name="decision"),
    path("<slug:brand>/testimonials/<str:token>/progress", inbox.progress, name="progress"),
    path("<slug:brand>/testimonials/<str:token>/cuts", cuts.cuts, name="cuts"),
    path("<slug:brand>/assets/<str:token>", media.asset, name="asset"),
    path("<slug:brand>/assets/<str:token>/download", media.download, name="download"),
    path("<slug:brand>/links", links.links, name="links"),
    path("<slug:brand>/links/<str:token>/state", links.state, name="link_state"),
]
