"""A photo that answers a question, and its speaker's portrait: on cards while they may be seen, and nowhere after."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from PIL import Image

from embeds import ejecting, previewing
from embeds.design import read
from embeds.models import Widget
from testimonials import moderating, recording, withdrawing
from testimonials.errors import AlreadySent
from testimonials.models import Asset, Picture, Testimonial
from testimonials.processing import photos
from testimonials.stores import DiskStore
from tests.cast import Cast, give, published, send
from tests.embeds.ejected import with_film
from tests.publishing.published import items_of, public_files
from tests.studio.test_studio import signed_in

pytestmark = pytest.mark.slow  # each draws pictures in the jail


def photo(color: str = "#357") -> bytes:
    body = BytesIO()
    Image.new("RGB", (1000, 750), color).save(body, "JPEG")
    return body.getvalue()


@pytest.fixture
def pictured(cast: Cast) -> Testimonial:
    """Dana answers with a photo that has no caption, and leaves a portrait and a logo; Alice approves."""
    story, _secret = recording.begin(cast.link, language="en")
    shot = photos.take_in(story, photo(), Picture.Use.ANSWER)
    recording.answer_with_photo(story, cast.questions[0], shot.token, "")
    photos.take_in(story, photo("#d95"), Picture.Use.FACE)
    photos.take_in(story, photo("#111"), Picture.Use.LOGO)
    send(story)
    moderating.approve(story, by=cast.alice)
    return story


def test_a_photo_is_on_the_wall_with_its_speakers_face_and_a_logo_is_not(
    pictured: Testimonial, wall: Widget, client: Client
) -> None:
    published(wall)
    (item,) = items_of(wall)
    assert (item["still"]["width"], item["still"]["height"]) == (640, 480)
    assert "time" not in item["still"]
    assert "film" not in item
    for name in (
        f"{item['id']}/{item['still']['file']}",
        f"{item['id']}/{item['still']['older']}",
        item["face"],
    ):
        assert client.get(f"/m/{name}").status_code == 200
    assert not Asset.objects.public().filter(picture__use="logo").exists()


@pytest.mark.django_db(transaction=True)
def test_pictures_are_gone_at_once_when_photos_are_kept_back(pictured: Testimonial, wall: Widget) -> None:
    published(wall)
    assert public_files()
    give(pictured, photo=False)
    assert public_files() == []
    published(wall)
    assert items_of(wall) == []  # there was nothing to read


def test_a_photo_beside_a_film_is_where_its_question_was_asked(
    cast: Cast, pictured: Testimonial, wall: Widget, client: Client
) -> None:
    with_film(pictured)
    published(wall)
    (item,) = items_of(wall)
    assert "film" in item
    assert "face" not in item  # the film shows who speaks
    (told,) = item["told"]
    assert (told["photo"]["width"], told["photo"]["height"]) == (640, 480)
    assert client.get(f"/m/{told['photo']['file']}").status_code == 200
    for page in (f"/v/{pictured.token}", f"/w/{wall.token}.html"):
        assert told["photo"]["file"] in client.get(page).content.decode()
    with ZipFile(BytesIO(b"".join(ejecting.eject(wall, by=cast.alice)))) as archive:
        (packed,) = (name for name in archive.namelist() if name.startswith("media/story-001-1."))
        assert packed in archive.read("index.html").decode()


def test_words_beside_a_photo_are_said_once(pictured: Testimonial, wall: Widget, client: Client) -> None:
    pictured.answers.update(text="Two dogs fit.")
    with_film(pictured)
    published(wall)
    html = client.get(f"/v/{pictured.token}").content.decode()
    article = html.partition("<article>")[2].partition("</article>")[0]
    assert article.count("Two dogs fit.") == 1


def test_a_photo_beside_a_film_goes_when_photos_are_kept_back(pictured: Testimonial, wall: Widget) -> None:
    with_film(pictured)
    published(wall)
    give(pictured, photo=False)
    published(wall)
    (item,) = items_of(wall)
    assert "film" in item
    assert "photo" not in item["told"][0]
    assert not Asset.objects.public().exclude(picture=None).exists()


def test_words_stay_without_their_pictures(cast: Cast, pictured: Testimonial, wall: Widget) -> None:
    pictured.answers.update(text="Two dogs fit.")
    give(pictured, photo=False)
    published(wall)
    (item,) = items_of(wall)
    assert item["quote"] == "Two dogs fit."
    assert {"still", "face"}.isdisjoint(item)


def test_withdrawing_takes_the_pictures_along(pictured: Testimonial, wall: Widget) -> None:
    published(wall)
    withdrawing.withdraw(pictured)
    published(wall)
    withdrawing.finish_all()
    assert public_files() == []
    assert not Picture.objects.exists()


def test_a_preview_shows_them_to_members_and_to_nobody_else(
    cast: Cast, pictured: Testimonial, wall: Widget, client: Client
) -> None:
    drawn = previewing.draw(wall, read(wall.settings), base="/studio/halden/preview")
    assert drawn.shown == 1
    shot = pictured.pictures.get(use="answer")
    asset = shot.assets.get(media_type="image/avif", width=640)
    assert previewing.media_of(cast.brand, shot.token, f"{asset.sha256}.avif") == asset
    assert previewing.media_of(cast.charlies_brand, shot.token, f"{asset.sha256}.avif") is None
    logo = pictured.pictures.get(use="logo")
    hidden = logo.assets.first()
    assert previewing.media_of(cast.brand, logo.token, f"{hidden.sha256}.avif") is None


def test_a_photo_has_a_page_and_a_picture_for_whoever_links_to_it(
    pictured: Testimonial, wall: Widget, client: Client, settings: Any
) -> None:
    published(wall)
    (item,) = items_of(wall)
    html = client.get(f"/v/{pictured.token}").content.decode()
    older = f"{settings.SITE_URL}/m/{item['id']}/{item['still']['older']}"
    assert f'<meta property="og:image" content="{older}">' in html
    assert "summary_large_image" in html
    assert "<video" not in html


def test_a_photo_that_answers_nothing_stays_private(pictured: Testimonial, wall: Widget) -> None:
    Picture.objects.filter(use="face").update(use="answer")  # as if it had been tried and left
    published(wall)
    assert {asset.picture.answer.testimonial for asset in Asset.objects.public()} == {pictured}  # type: ignore[union-attr]


def test_a_picture_that_is_drawn_while_the_story_is_sent_is_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, _secret = recording.begin(cast.link, language="en")
    recording.answer_in_text(story, cast.questions[0], "It is heavy.")
    draw = photos._drawn

    def and_send(*arguments: Any) -> Any:
        send(Testimonial.objects.get(pk=story.pk))
        return draw(*arguments)

    monkeypatch.setattr(photos, "_drawn", and_send)
    with pytest.raises(AlreadySent):
        photos.take_in(story, photo(), Picture.Use.FACE)
    assert not story.pictures.exists()


def test_a_moderator_sees_the_portrait_before_it_is_public(cast: Cast, pictured: Testimonial) -> None:
    shown = photos.smallest(pictured.pictures.get(use="face"))
    page = signed_in(cast.bob).get(f"/studio/halden/testimonials/{pictured.token}").content.decode()
    assert f"/studio/halden/assets/{shown.token}" in page


@pytest.mark.django_db(transaction=True)
def test_pictures_allowed_again_while_they_are_deleted_come_back(
    pictured: Testimonial, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(wall)
    remove = DiskStore.remove

    def and_allow(store: DiskStore, name: str) -> None:
        remove(store, name)
        monkeypatch.setattr(DiskStore, "remove", remove)
        give(pictured)

    monkeypatch.setattr(DiskStore, "remove", and_allow)
    give(pictured, photo=False)
    published(wall)
    (item,) = items_of(wall)
    names = {path.name for path in public_files()}
    assert {item["still"]["file"], item["still"]["older"]} <= names


def test_the_served_fragment_shows_them(pictured: Testimonial, wall: Widget, client: Client) -> None:
    published(wall)
    (item,) = items_of(wall)
    html = client.get(f"/w/{wall.token}.html").content.decode()
    assert f"/m/{item['id']}/{item['still']['older']}" in html
    assert f"/m/{item['face']}" in html
    assert "See the photo from Dana Dober" in html
