"""Tiny random models of every architecture, written the way people save them."""

from pathlib import Path

import pytest

VOCABULARY = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "a", "cat", "dog", "sat", "on", "mat",
    "who", "where", "when", "in", "garden", "1731", "mill", "built", "was", "by", "of", "river",
    "##s", "##ed", ".", ",", "?", "old", "red", "green",
]  # fmt: skip
SIZES = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
         "intermediate_size": 32, "vocab_size": len(VOCABULARY),
         "max_position_embeddings": 64}  # fmt: skip
DISTILBERT_SIZES = {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32,
                    "vocab_size": len(VOCABULARY), "max_position_embeddings": 64}  # fmt: skip


def save_tiny(folder: Path, kind: str = "BertModel"):
    """Save a random model with its vocabulary under ``folder`` and return the network."""
    import torch
    import transformers

    stem = next(s for s in ("DistilBert", "Bert", "Roberta", "MPNet", "Electra") if s in kind)
    sizes = dict(DISTILBERT_SIZES if stem == "DistilBert" else SIZES)
    if stem == "Electra":
        sizes["embedding_size"] = 8
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = getattr(transformers, kind)(getattr(transformers, f"{stem}Config")(**sizes))
    network.save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", "utf-8")
    return network.eval()


@pytest.fixture
def tiny(tmp_path):
    """Return a function that saves a tiny model: ``folder, network = tiny("BertForMaskedLM")``."""

    def make(kind: str = "BertModel", folder: Path | None = None):
        folder = folder or tmp_path / kind
        return folder, save_tiny(folder, kind)

    return make
