"""The nouns of publication."""

from embeds.models.placement import Placement
from embeds.models.version import WidgetVersion
from embeds.models.viewing import Kind, Viewing, ViewingDay
from embeds.models.widget import Widget

__all__ = ["Kind", "Placement", "Viewing", "ViewingDay", "Widget", "WidgetVersion"]
