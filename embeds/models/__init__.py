"""The nouns of publication."""

from embeds.models.placement import Placement
from embeds.models.widget import Widget

__all__ = ["Placement", "Widget"]
