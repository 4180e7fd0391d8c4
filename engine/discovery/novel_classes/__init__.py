"""Discovery of new classes with heads that label the samples for themselves."""

from engine.discovery.novel_classes.discovery import Discovered, UnifiedDiscovery

__all__ = ["Discovered", "UnifiedDiscovery"]
