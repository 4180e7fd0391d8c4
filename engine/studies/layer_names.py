"""Short names for the layers of a BERT-like network, as they stand on an axis."""

_PARTS = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "attention out",
    "intermediate.dense": "feed-forward in",
    "output.dense": "feed-forward out",
    "attention.q_lin": "query",
    "attention.k_lin": "key",
    "attention.v_lin": "value",
    "attention.out_lin": "attention out",
    "ffn.lin1": "feed-forward in",
    "ffn.lin2": "feed-forward out",
}
_TABLES = {
    "word_embeddings": "word table",
    "position_embeddings": "position table",
    "token_type_embeddings": "token type table",
}


def short_name(name: str) -> str:
    """Return a short name for a layer's path; blocks count from 1, as people do.

    >>> short_name("encoder.layer.0.attention.self.query")
    '1 query'
    >>> short_name("bert.embeddings.word_embeddings")
    'word table'
    >>> short_name("decoder.stem.projection")
    'stem.projection'
    """
    parts = name.split(".")
    if parts[-1] in _TABLES:
        return _TABLES[parts[-1]]
    for place, part in enumerate(parts):
        if part.isdigit() and place + 1 < len(parts):
            inside = ".".join(parts[place + 1 :])
            return f"{int(part) + 1} {_PARTS.get(inside, inside)}"
    return ".".join(parts[-2:])
