"""A data set of pages on disk: pictures, masks, COCO, YOLO, PAGE-XML, ALTO, a manifest."""

from engine.documents.export.dataset import Exported, export_set, zip_set
from engine.documents.export.plan import ItemPlan, SetPlan
from engine.documents.export.source import ProceduralSource, Source

__all__ = [
    "Exported",
    "ItemPlan",
    "ProceduralSource",
    "SetPlan",
    "Source",
    "export_set",
    "zip_set",
]
