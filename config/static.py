"""Static files under hashed names, so that they may be cached for ever and never mix two versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped base
    """Also rewrites what our native modules import from each other, but not their types.

    A type in a comment (`import("./draft.js").Draft`) looks like a dynamic import, may be circular,
    and is fetched by nobody. Our modules import statically only.
    """

    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[re.Match[str]], Any]:
        if template is not None and template.startswith("import("):
            return lambda match: match["matched"]
        converter: Callable[[re.Match[str]], Any] = super().url_converter(name, hashed_files, template)
        return converter
