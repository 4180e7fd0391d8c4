"""Count networks of the papers and ship their layers: about twenty seconds.

All with a published accuracy, and every MeliusNet and BinaryDenseNet.

Run ``python -m training.network_costs``.
"""

import pandas as pd

from engine import binary, compact, zoo
from engine.cost.published import PUBLISHED
from engine.studies.network_costs import NAME, SIDE, cost_rows
from engine.zoo.cards import ModelCard

DENSE = ("MeliusNet", "BinaryDenseNet")


def main() -> None:
    """Count every network and write the table."""
    known = {each.name: each for each in (*binary.NETWORKS, *compact.NETWORKS)}
    rows = []
    dense = [each.name for each in binary.NETWORKS if each.family in DENSE]
    names = list(dict.fromkeys([*(each.name for each in PUBLISHED), *dense]))
    for name in names:
        rows += cost_rows(name, known[name].description.cost(SIDE))
    frame = pd.DataFrame(rows)
    texts = ["name", "module", "kind", "output_shape", "weight_shape"]
    frame[texts] = frame[texts].fillna("")
    frame["classifier"] = frame["classifier"].eq(other=True)
    whole = frame.columns.difference(["network", "row", "classifier", *texts])
    frame[whole] = frame[whole].fillna(0).astype("int64")
    card = ModelCard(
        NAME, "Layers of the papers' networks", "table", "", "",
        "python -m training.network_costs", 0, "none: counted from the architectures",
        "Apache-2.0", {"networks": len(names)}, {"side": SIDE},
    )  # fmt: skip
    zoo.save_table(card, frame)
    print(f"{len(names)} networks, {len(frame)} rows")


if __name__ == "__main__":
    main()
