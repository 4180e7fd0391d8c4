"""Python that reproduces a page's numbers about one weight matrix without the page."""

from engine.core.params import Settings
from engine.studies.weight_source import WeightMatrix

ELSEWHERE = """\
from engine.language.checkpoint import WEIGHTS_FILE
from engine.language.sources import folder_elsewhere
"""
TEMPLATE = """\
from engine.studies.weight_source import {loader}
from engine.studies.weight_view import weight_view
from {module} import {method}

matrix = {call}
view = weight_view(matrix, {settings})
print("mean squared error", view.errors.mean_squared_error)
print("output error", view.output_error)
print("bits per weight", view.bits_per_weight)
"""


def loading(matrix: WeightMatrix) -> tuple[str, str]:
    """Return the function that loads a matrix and the call, as text."""
    if matrix.source == "minilm":
        return "embedded_matrix", f"embedded_matrix({matrix.name!r})"
    if matrix.source == "synthetic":
        return "synthetic_matrix", f"synthetic_matrix({matrix.name!r})"
    if matrix.source == "upload":
        file = 'Path("YOUR_FILE.safetensors")'
    else:
        file = f"folder_elsewhere({matrix.source!r}) / WEIGHTS_FILE"
    return "file_matrix", f"file_matrix({file}, {matrix.name!r}, {matrix.sha256!r})"


def script(matrix: WeightMatrix, method: Settings) -> str:
    """Return a script that prints the page's numbers."""
    loader, call = loading(matrix)
    kind = type(method)
    module = "engine.quantization" if "quantization" in kind.__module__ else kind.__module__
    text = TEMPLATE.format(
        loader=loader, module=module, method=kind.__name__, call=call, settings=repr(method)
    )
    if "Path(" in call:
        return "from pathlib import Path\n\n" + text
    if "folder_elsewhere(" in call:
        return ELSEWHERE + text
    return text
