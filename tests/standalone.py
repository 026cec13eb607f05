"""Django outside pytest, with a data folder of its own that is gone at the end. Import it before `embeds`."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

import django

DATA = TemporaryDirectory(prefix="sayso-tests-")

# Settings are read from the environment once.
os.environ["DATA_DIR"] = DATA.name
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
