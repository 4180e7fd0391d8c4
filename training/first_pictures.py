"""The GAN page as it opens, shown while it loads: ``python -m training.first_pictures``.

Writes ``cached_models/first_pictures.safetensors`` (64 latents in full and at 3 bits, as bytes)
with the hash of the generator on its card: the page leaves it out once another one ships.
"""

import numpy as np

from engine import zoo
from engine.data.images import to_pixels
from engine.generative.latents import sample_latents
from engine.generative.models import load_generator
from engine.quantization import LinearQuantization
from engine.studies.compressed_generator import Compression, compress, draw_images

GENERATOR = "mnist_dcgan"
METHOD = LinearQuantization(bits=3)
COUNT = 64


def pictures() -> dict[str, np.ndarray]:
    """Return both sets of pictures, 0 to 255."""
    network = load_generator(GENERATOR).network
    latents = sample_latents(COUNT, load_generator(GENERATOR).generator.latent_size, 0).numpy()
    made = compress(network, Compression(METHOD))
    return {
        "full": to_pixels(draw_images(network, latents)),
        "compressed": to_pixels(draw_images(made.network, latents)),
    }


def main() -> None:
    """Write the pictures and their card."""
    made = zoo.save(
        zoo.ModelCard(
            name="first_pictures",
            title="The GAN page as it opens",
            kind="pictures",
            file="",
            sha256="",
            command="python -m training.first_pictures",
            seed=0,
            data=f"drawn by {GENERATOR}",
            licence="Apache-2.0",
            settings={
                "generator": GENERATOR,
                "generator_sha256": zoo.card(GENERATOR).sha256,
                "compression": f"{METHOD.bits} bits, {METHOD.title}",
            },
        ),
        pictures(),
    )
    print(made.file)


if __name__ == "__main__":
    main()
