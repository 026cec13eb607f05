"""Every address. The embed app's come first: they are the most asked for."""

from django.contrib import admin
from django.urls import include, path

from config import health
from testimonials.urls import api, collect, speaker, studio
from testimonials.views import brand_settings

urlpatterns = [
    path("", include("embeds.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("c/", include((collect, "collect"))),
    path("s/", include((speaker, "speaker"))),
    path("api/", include((api, "api"))),
    path("b/<str:token>/logo", brand_settings.logo_file, name="brand_logo"),
    path("studio/", include((studio, "studio"))),
    path("accounts/", include("testimonials.account_urls")),
    path("operate/", admin.site.urls),
    path("", health.front_door, name="front_door"),
]

handler404 = "testimonials.views.refusals.not_found"
