"""The ten papers: title, authors, year, arXiv id; BibTeX is written from them."""

import dataclasses

from engine.core.errors import unknown_name


@dataclasses.dataclass(frozen=True)
class Paper:
    """One paper.

    Attributes:
        arxiv: arXiv id, the key everywhere.
        short: Two or three words for badges.
        title: Title as published.
        authors: Names in the order of the paper.
        year: Year of the arXiv version.
    """

    arxiv: str
    short: str
    title: str
    authors: tuple[str, ...]
    year: int

    @property
    def url(self) -> str:
        """Address of the abstract."""
        return f"https://arxiv.org/abs/{self.arxiv}"

    @property
    def bibtex(self) -> str:
        """Entry for a bibliography."""
        family = self.authors[0].split()[-1].lower()
        return (
            f"@misc{{{family}{self.year}arxiv{self.arxiv.replace('.', '')},\n"
            f"  title = {{{self.title}}},\n"
            f"  author = {{{' and '.join(self.authors)}}},\n"
            f"  year = {{{self.year}}},\n"
            f"  eprint = {{{self.arxiv}}},\n"
            "  archivePrefix = {arXiv}\n}"
        )


PAPERS = (
    Paper(
        "2210.16621",
        "BERT quantization",
        "Empirical Evaluation of Post-Training Quantization Methods for Language Tasks",
        ("Ting Hu", "Christoph Meinel", "Haojin Yang"),
        2022,
    ),
    Paper(
        "2103.11912",
        "GAN compression",
        "Evaluating Post-Training Compression in GANs using Locality-Sensitive Hashing",
        ("Gonçalo Mordido", "Haojin Yang", "Christoph Meinel"),
        2021,
    ),
    Paper(
        "2106.06991",
        "BoolNet",
        "BoolNet: Minimizing The Energy Consumption of Binary Neural Networks",
        (
            "Nianhui Guo",
            "Joseph Bethge",
            "Haojin Yang",
            "Kai Zhong",
            "Xuefei Ning",
            "Christoph Meinel",
            "Yu Wang",
        ),
        2021,
    ),
    Paper(
        "2001.05936",
        "MeliusNet",
        "MeliusNet: Can Binary Neural Networks Achieve MobileNet-level Accuracy?",
        ("Joseph Bethge", "Christian Bartz", "Haojin Yang", "Ying Chen", "Christoph Meinel"),
        2020,
    ),
    Paper(
        "2104.07770",
        "AsymmNet",
        "AsymmNet: Towards ultralight convolution neural networks using asymmetrical bottlenecks",
        ("Haojin Yang", "Zhen Shen", "Yucheng Zhao"),
        2021,
    ),
    Paper(
        "2209.09120",
        "Novel classes",
        "A Closer Look at Novel Class Discovery from the Labeled Set",
        ("Ziyun Li", "Jona Otholt", "Ben Dai", "Di Hu", "Christoph Meinel", "Haojin Yang"),
        2022,
    ),
    Paper(
        "2106.01489",
        "Mutual distillation",
        "Not All Knowledge Is Created Equal: Mutual Distillation of Confident Knowledge",
        (
            "Ziyun Li",
            "Xinshao Wang",
            "Di Hu",
            "Neil M. Robertson",
            "David A. Clifton",
            "Christoph Meinel",
            "Haojin Yang",
        ),
        2021,
    ),
    Paper(
        "2107.06777",
        "Synthesis in Style",
        "Synthesis in Style: Semantic Segmentation of Historical Documents using Synthetic Data",
        (
            "Christian Bartz",
            "Hendrik Raetz",
            "Jona Otholt",
            "Christoph Meinel",
            "Haojin Yang",
        ),
        2021,
    ),
    Paper(
        "2001.03376",
        "microbatchGAN",
        "microbatchGAN: Stimulating Diversity with Multi-Adversarial Discrimination",
        ("Gonçalo Mordido", "Haojin Yang", "Christoph Meinel"),
        2020,
    ),
    Paper(
        "2010.11113",
        "StyleGAN autoencoder",
        "One Model to Reconstruct Them All: A Novel Way to Use the Stochastic Noise in StyleGAN",
        ("Christian Bartz", "Joseph Bethge", "Haojin Yang", "Christoph Meinel"),
        2020,
    ),
)


def paper(arxiv: str) -> Paper:
    """Return one paper by its arXiv id.

    >>> paper("2001.05936").short
    'MeliusNet'

    Raises:
        NotFoundError: If none of the ten has this id.
    """
    for each in PAPERS:
        if each.arxiv == arxiv:
            return each
    raise unknown_name("paper", arxiv, [p.arxiv for p in PAPERS])
