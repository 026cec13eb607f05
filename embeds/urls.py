"""The addresses of what is public, and of the brand's widgets in the Studio."""

from django.urls import path

from embeds.views import beacon, builder, developers, serve, studio, wall, watch

app_name = "embeds"

public = [
    path("w/<str:name>", serve.widget_file, name="widget_file"),
    path("m/<str:cut>/<str:name>", serve.media, name="media"),
    path("n/<str:wid>", beacon.note, name="note"),
    path("wall/<slug:slug>", wall.wall, name="wall"),
    path("frame/<str:token>", wall.frame, name="frame"),
    path("v/<str:token>", watch.watch, name="watch"),
    path("v/<str:token>/player", watch.player, name="player"),
    path("oembed", watch.described, name="oembed"),
]
widgets = [
    path("studio/<slug:brand>/widgets", studio.widgets, name="widgets"),
    path("studio/<slug:brand>/widgets/new", builder.new, name="widget_new"),
    path("studio/<slug:brand>/widgets/preview/w/<str:name>", builder.preview_script, name="preview_script"),
    path(
        "studio/<slug:brand>/widgets/preview/m/<str:cut>/<str:name>",
        builder.preview_media,
        name="preview_media",
    ),
    path("studio/<slug:brand>/widgets/<str:token>", builder.edit, name="widget"),
    path("studio/<slug:brand>/widgets/<str:token>/preview", builder.preview, name="widget_preview"),
    path("studio/<slug:brand>/widgets/<str:token>/install", studio.install, name="widget_install"),
    path(
        "studio/<slug:brand>/widgets/<str:token>/developers", developers.developers, name="widget_developers"
    ),
    path("studio/<slug:brand>/widgets/<str:token>/eject", studio.eject, name="widget_eject"),
    path("studio/<slug:brand>/widgets/<str:token>/removal", builder.removal, name="widget_removal"),
    path(
        "studio/<slug:brand>/widgets/<str:token>/versions/<int:number>",
        builder.version,
        name="widget_version",
    ),
]
urlpatterns = [*public, *widgets]
