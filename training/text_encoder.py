"""A text encoder without pretrained words, trained on labeled requests alone."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int64
from torch import Tensor, nn

from engine.core.random import torch_generator
from training.set_encoders import TrainedEncoder

WORDS, WIDTH = 6000, 64
EPOCHS, BATCH, RATE = 10, 64, 2e-3
UNKNOWN = 0
_WORD = re.compile(r"[a-z0-9']+")


def vocabulary(texts: Sequence[str], *, size: int = WORDS) -> dict[str, int]:
    """Return the most frequent words with a number each, from 1 on; no label is looked at.

    >>> vocabulary(["pay my bill", "pay it"], size=2)
    {'pay': 1, 'my': 2}
    """
    counts = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    ordered = sorted(counts, key=lambda word: -counts[word])[:size]
    return {word: place + 1 for place, word in enumerate(ordered)}


class WordEncoder(nn.Module):
    """The mean of a request's word vectors, then one layer: 64 numbers.

    Args:
        words: Words of the vocabulary.
        generator: Decides the first weights.
    """

    def __init__(self, words: int, generator: torch.Generator) -> None:
        super().__init__()
        first = torch.randn(words + 1, WIDTH, generator=generator)
        self.words = nn.EmbeddingBag.from_pretrained(first, freeze=False, mode="mean")
        self.layer = nn.utils.skip_init(nn.Linear, WIDTH, WIDTH)
        nn.init.kaiming_uniform_(self.layer.weight, a=5**0.5, generator=generator)
        nn.init.zeros_(self.layer.bias)

    def forward(
        self, words: Int64[Tensor, " words"], starts: Int64[Tensor, " requests"]
    ) -> Float[Tensor, "requests width"]:
        """Return the requests' features."""
        return torch.relu(self.layer(self.words(words, starts)))


class TextSetEncoder:
    """Train :class:`WordEncoder` on some rows of a list of requests and embed others.

    Args:
        texts: All requests.
        epochs: Passes over the labeled requests.
    """

    def __init__(self, texts: Sequence[str], *, epochs: int = EPOCHS) -> None:
        self.texts, known = texts, vocabulary(texts)
        self.epochs, self.size = epochs, len(known)
        self.bags = [
            torch.tensor([known.get(w, UNKNOWN) for w in _WORD.findall(text.lower())] or [UNKNOWN])
            for text in texts
        ]

    def __call__(self, rows: np.ndarray, labels: np.ndarray, seed: int) -> TrainedEncoder:
        """Return what the labeled rows teach, without a look at any other row."""
        generator = torch_generator(seed)
        classes, numbers = np.unique(labels, return_inverse=True)
        wanted = torch.from_numpy(numbers)
        encoder = WordEncoder(self.size, generator)
        head = nn.utils.skip_init(nn.Linear, WIDTH, len(classes))
        nn.init.kaiming_uniform_(head.weight, a=5**0.5, generator=generator)
        nn.init.zeros_(head.bias)
        optimizer = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=RATE)
        for _ in range(self.epochs):
            for places in torch.randperm(len(rows), generator=generator).split(BATCH):
                said = head(encoder(*self._joined(rows[places.numpy()])))
                loss = F.cross_entropy(said, wanted[places])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()

        @torch.no_grad()
        def embed(others: np.ndarray) -> np.ndarray:
            return encoder(*self._joined(others)).numpy()

        with torch.no_grad():
            said = head(torch.from_numpy(embed(rows))).argmax(dim=-1)
        return TrainedEncoder(embed, float((said == wanted).float().mean()))

    def _joined(self, rows: np.ndarray) -> tuple[Tensor, Tensor]:
        """Return the words of some requests behind each other, and where each request starts."""
        bags = [self.bags[row] for row in rows]
        sizes = torch.tensor([0] + [len(each) for each in bags[:-1]])
        return torch.cat(bags), sizes.cumsum(dim=0)


def plain_text_features(texts: Sequence[str], *, width: int = WIDTH, seed: int = 0) -> np.ndarray:
    """Return TF-IDF reduced by SVD: word counts of all requests, no label."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    counts = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    return TruncatedSVD(width, random_state=seed).fit_transform(counts).astype(np.float32)
