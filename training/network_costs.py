"""Count the networks whose accuracy is published and ship their layers: about ten seconds.

Run ``python -m training.network_costs``.
"""

import pandas as pd

from engine import binary, compact, zoo
from engine.cost.published import PUBLISHED
from engine.studies.network_costs import NAME, SIDE, cost_rows
from engine.zoo.cards import ModelCard


def main() -> None:
    """Count every published network and write the table."""
    known = {each.name: each for each in (*binary.NETWORKS, *compact.NETWORKS)}
    rows = []
    for each in PUBLISHED:
        rows += cost_rows(each.name, known[each.name].description.cost(SIDE))
    frame = pd.DataFrame(rows)
    texts = ["name", "module", "kind", "output_shape", "weight_shape"]
    frame[texts] = frame[texts].fillna("")
    frame["classifier"] = frame["classifier"].eq(other=True)
    whole = frame.columns.difference(["network", "row", "classifier", *texts])
    frame[whole] = frame[whole].fillna(0).astype("int64")
    card = ModelCard(
        NAME, "Layers of the networks with a published accuracy", "table", "", "",
        "python -m training.network_costs", 0, "none: counted from the architectures",
        "Apache-2.0", {"networks": len(PUBLISHED)}, {"side": SIDE},
    )  # fmt: skip
    zoo.save_table(card, frame)
    print(f"{len(PUBLISHED)} networks, {len(frame)} rows")


if __name__ == "__main__":
    main()
