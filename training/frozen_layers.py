"""The frozen bottom of an encoder, run once for each sentence and remembered.

Nothing below the first adapter learns, so its output never changes: with two of six layers
remembered, an epoch costs a third less.
"""

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from transformers import BertModel


class FrozenBottom(nn.Module):
    """Takes the place of a BERT's embeddings: gives the states after its first layers.

    Attributes:
        bottom: The encoder's own embeddings and first layers, without dropout.
    """

    def __init__(self, bert: "BertModel", layers: int, *, padding: int = 0) -> None:
        super().__init__()
        # held in a tuple, so that train() leaves the bottom in evaluation mode
        self.bottom = (bert.embeddings, tuple(bert.encoder.layer[:layers]))
        self.padding = padding
        self.known: dict[bytes, Tensor] = {}

    def _states(self, ids: Tensor, segments: Tensor) -> Tensor:
        embeddings, layers = self.bottom
        with torch.no_grad():
            states = embeddings(input_ids=ids[None], token_type_ids=segments[None])
            for layer in layers:
                found = layer(states)
                states = found[0] if isinstance(found, tuple) else found
        return states[0].half()

    def forward(
        self,
        input_ids: Tensor,
        token_type_ids: Tensor | None = None,
        **_: object,
    ) -> Tensor:
        """Return (batch, tokens, hidden) states; word pieces end at the first padding."""
        segments = torch.zeros_like(input_ids) if token_type_ids is None else token_type_ids
        rows = []
        for ids, kinds in zip(input_ids, segments, strict=True):
            count = int((ids != self.padding).sum())
            key = torch.stack([ids[:count], kinds[:count]]).numpy().astype("uint16").tobytes()
            if key not in self.known:
                self.known[key] = self._states(ids[:count], kinds[:count])
            rows.append(self.known[key].float())
        return nn.utils.rnn.pad_sequence(rows, batch_first=True)


def freeze_bottom(bert: "BertModel", layers: int) -> None:
    """Let an encoder in evaluation mode remember the output of its first layers, in place."""
    if layers:
        bert.add_module("embeddings", FrozenBottom(bert, layers))
        bert.encoder.layer = bert.encoder.layer[layers:]
