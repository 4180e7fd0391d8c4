"""Lessons that are not built yet: the start page names them, and no page exists for them."""

from ui.lesson import Lesson

COMING: tuple[Lesson, ...] = (
    Lesson(
        key="diverse_gans",
        title="Diverse GANs",
        question="Do several discriminators make a generator more diverse?",
        track="Generate",
        icon=":material/diversity_3:",
        papers=("2001.03376",),
    ),
    Lesson(
        key="stylegan_autoencoder",
        title="StyleGAN autoencoder",
        question="Can one generator reconstruct pictures that it never saw?",
        track="Generate",
        icon=":material/autorenew:",
        papers=("2010.11113",),
    ),
    Lesson(
        key="distillation",
        title="Distillation",
        question="Which knowledge should two networks share?",
        track="Learn",
        icon=":material/compare_arrows:",
        papers=("2106.01489",),
    ),
)
