"""Python that reproduces the GAN page's numbers without the page."""

from ui.sections.gan_state import MEASURED, GanState

TEMPLATE = """\
{latent_import}from engine.generative.models import load_generator
{activation_import}from {module} import {method}
from engine.studies.compressed_generator import Compression, compress, draw_images
from engine.studies.generator_comparison import compare_images

trained = load_generator({name!r})
compression = Compression(
    {settings},
    layer_bits={layer_bits!r},
    activations={activations!r},
)
made = compress(trained.network, compression)
latents = {latents}
options = {{"truncation": {truncation!r}, "noise_seed": {noise_seed!r}}}
full = draw_images(trained.network, latents, **options)
small = draw_images(made.network, latents, **options)
compared = compare_images(full, small)
print("packed bytes", made.packed_bytes)
print("drift", compared.drift)
print("collapsed", compared.collapsed)
"""
CLASSIFIED = """
from engine.metrics.features import load_extractor
from engine.studies.generator_classes import SeenPictures, trade_off

def seen(images):
    found = load_extractor(trained.entry.data)(images)
    sure = found.probabilities
    return SeenPictures(
        sure.max(1).astype(float), found.labels, found.features.astype(float), sure.shape[1]
    )

latents = {latents}
full = draw_images(trained.network, latents, **options)
small = draw_images(made.network, latents, **options)
found = trade_off(seen(full), seen(small))
print("confidence", found.confidence)
print("classes in use", found.effective_classes)
print("distance between samples", found.spread)
"""


def script(state: GanState, *, classified: bool) -> str:
    """Return a script that prints the page's numbers.

    Args:
        state: The page's state.
        classified: Whether the classifier's numbers are on the page as well.
    """
    compression = state.compression
    kind = type(state.method)
    rounded = "from engine.quantization.activations import ActivationQuantization\n"
    text = TEMPLATE.format(
        latent_import=_latent_import(state),
        activation_import=rounded if compression.activations is not None else "",
        module="engine.quantization" if "quantization" in kind.__module__ else kind.__module__,
        method=kind.__name__,
        name=state.name,
        settings=repr(state.method),
        layer_bits=compression.layer_bits,
        activations=compression.activations,
        latents=_latents(state, state.shown),
        truncation=state.truncation,
        noise_seed=state.noise_seed,
    )
    return text + CLASSIFIED.format(latents=_latents(state, MEASURED)) if classified else text


def _latent_import(state: GanState) -> str:
    if state.uploaded is None:
        return "from engine.generative.latents import sample_latents\n"
    return "import numpy as np\n\n"


def _latents(state: GanState, count: int) -> str:
    if state.uploaded is not None:  # the page offers the same latents as a file
        return f'np.load("gan_latents.npz")["latents"][:{count}]'
    return f"sample_latents({count}, trained.generator.latent_size, {state.seed}).numpy()"
