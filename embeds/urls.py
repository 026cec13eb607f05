"""The addresses of what is public, and of the brand's widgets in the Studio."""

from django.urls import path

from embeds.views import serve, studio, wall

app_name = "embeds"

urlpatterns = [
    path("w/<str:name>", serve.widget_file, name="widget_file"),
    path("m/<str:cut>/<str:name>", serve.media, name="media"),
    path("wall/<slug:slug>", wall.wall, name="wall"),
    path("studio/<slug:brand>/widgets", studio.widgets, name="widgets"),
]
