import numpy as np
import pytest
from PIL import Image

from engine.documents.outlines import band_map, line_map
from engine.documents.page_settings import PageSettings
from engine.documents.renderer import render_page


def write_labelled(folder, stem, page):
    """Write a drawn page in the layout of the labelled scans."""
    polygons = [line.polygon for line in page.lines]
    lines = line_map(polygons, page.size)
    bands = band_map(polygons, [line.baseline for line in page.lines], page.size)
    Image.fromarray(page.image).save(folder / f"{stem}.jpg", quality=95)
    for name, values in (
        ("mask", page.classes),
        ("lines", lines.astype(np.uint16)),
        ("bands", bands.astype(np.uint16)),
        ("ink", page.ink),
    ):
        Image.fromarray(values).save(folder / f"{stem}_{name}.png")


@pytest.fixture(scope="session")
def drawn_page():
    return render_page(PageSettings(height=448, layout="prose", paper="cream", graphics=1.0), 12)


@pytest.fixture
def labelled_folder(tmp_path, drawn_page):
    (tmp_path / "labelled").mkdir()
    for stem in ("a_one_f1", "a_two_f1", "b_three_f1"):
        write_labelled(tmp_path / "labelled", stem, drawn_page)
    return tmp_path


@pytest.fixture(scope="session")
def tiny_generator():
    """An untrained generator of 32 px with noise that shows."""
    import torch

    from engine.documents.page_generators import PageGenerator
    from engine.generative.style_settings import StyleSettings
    from engine.generative.stylegan import StyleGenerator

    with torch.random.fork_rng():
        torch.random.default_generator.manual_seed(3)
        network = StyleGenerator(StyleSettings(widths=(8, 8, 8, 8), latent_size=16, style_size=16))
    with torch.no_grad():
        for layer in network.synthesis.layers:
            layer.noise_strength.fill_(0.3)
    network = network.eval().requires_grad_(False)
    return PageGenerator("tiny", "Tiny generator", network, "0" * 64)
