"""The versioned contract between Sayso and everything that shows a widget.

`Payload` is `WID.json`, whole. The first page of it is inside `WID.js` (`runtime.first_page`).
A reader that does not know `v` shows nothing; fields are added, never given another meaning.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

VERSION: Literal[2] = 2  # 1 had the picture of a film inside of it


class Picture(TypedDict):
    """One file of a picture, `width` in pixels."""

    file: str
    type: str
    width: int


class Source(TypedDict):
    """One rendition. Sizes in pixels; `bytes` is what a visitor downloads.

    A `type` with `codecs` in it has to be asked for first; one without is for every browser.
    """

    file: str
    type: str
    width: int
    height: int
    bytes: int


class Still(TypedDict):
    """The picture that stands first: a film's poster, or a photo that is an answer.

    Names of files are relative to the item's folder, `<media><id>/`. It is `file`, in the best format
    there is, of `width` and `height` pixels; `older` is in one that every browser knows; `pictures` are all.
    """

    color: str
    width: int
    height: int
    file: str
    older: str
    pictures: list[Picture]
    time: NotRequired[str]  # how long the film is


class Film(TypedDict):
    """What plays. `sources` are in the order to try them, below the item's folder, too."""

    duration_ms: int
    sources: list[Source]
    preview: NotRequired[str]  # three silent seconds


class Photo(TypedDict):
    """A photo among the answers. `file` is below `media`, in a format that every browser knows."""

    file: str
    width: int
    height: int


class Told(TypedDict):
    """One answer: the question as its speaker saw it, and the words, which may be empty."""

    question: str
    text: str
    photo: NotRequired[Photo]


class Item(TypedDict):
    """One story. Where there is a picture, `id` is the folder of its files; else a shorter token."""

    id: str
    date: str  # when it was sent, a day in the brand's zone
    when: str  # the same for people, to the month
    name: str
    role: str
    quote: str
    more: bool  # whether there are more words than the quote
    rating: int | None
    notes: list[str]
    told: list[Told]
    reply: NotRequired[str]  # what the brand answered in public
    lang: NotRequired[str]  # only where it is not the widget's own
    dir: NotRequired[str]
    still: NotRequired[Still]
    film: NotRequired[Film]  # never without a still
    face: NotRequired[str]  # the speaker's small portrait below `media`, where there is no film


class BrandFace(TypedDict):
    """The tenant's name, and its colour in OKLCH."""

    name: str
    lightness: float
    chroma: float
    hue: float


class Payload(TypedDict):
    """One widget. `media` and `wall` are absolute addresses."""

    v: Literal[2]
    wid: str
    layout: str
    lang: str
    dir: str
    theme: str  # a value of `color-scheme`; "" follows the page
    title: str
    brand: BrandFace
    received: int
    shown: int
    counts: str
    rated: str  # how all who gave stars rated, shown or not; "" without any
    media: str
    wall: str
    notes: NotRequired[str]  # where to say that somebody watches; missing where the brand does not count
    words: dict[str, str]
    tokens: NotRequired[dict[str, str]]  # custom properties, by their names, as the brand has set them
    items: list[Item]
