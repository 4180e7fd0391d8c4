"""Tables behind the layer page for the embedded MiniLM: ``python -m training.layer_tables``.

Four tables: every layer under every method, granularity and width; sensitivity of the layers;
drift by weights and activations; bit budgets. Each finished part is kept in the cache folder, so
a run that was stopped goes on where it was. All is deterministic. Takes about half an hour on
one core; ``--tables layers`` and so on makes only some.
"""

import argparse
import time
from collections.abc import Callable

import pandas as pd

from engine.core.paths import cache_folder
from engine.core.threads import one_thread
from engine.data.bundled import calibration_sentences
from engine.language.models import load_encoder
from engine.quantization.roles import DEFAULT_ROLES, WITHOUT_EMBEDDINGS
from engine.studies.calibration import SWITCH_SENTENCES, calibration_batch
from engine.studies.layer_configurations import (
    EVERY_GRANULARITY,
    TITLES,
    WIDTHS,
    configuration,
)
from engine.studies.layer_names import short_name
from engine.studies.layer_sensitivity import drift_by_part, layer_sensitivity
from engine.studies.layer_table import layer_table, settings_grid
from engine.studies.mixed_precision_plan import CRITERIA, budget_curve
from engine.zoo import ModelCard, save_table

MODEL = "minilm"
GROUPS = tuple((title, grain) for grain in EVERY_GRANULARITY for title in TITLES)
CLOSE = (
    ("LQ", "tensor"),
    ("LQ", "row"),
    ("ACIQ", "tensor"),
    ("MMSE", "tensor"),
    ("OCS", "tensor"),
    ("OCS + MMSE", "tensor"),
)
SWITCHED = (("LQ", "tensor"), ("MMSE", "tensor"), ("OCS", "tensor"), ("LQ", "row"))
"""For these, single layers are switched on and off: 74 passes for each width."""
TARGETS = (2.25, 2.5, 2.75, 3.0, 3.5, 4.0, 5.0, 6.0)
NARROW = ("minimum", "maximum", "standard_deviation", "kurtosis", "bits_per_weight", "cosine",
          "mean_squared_error", "maximum_error", "signal_to_noise_db", "output_error", "drift",
          "isolated", "accumulated", "one_on", "one_off", "all_on", "mean_bits")  # fmt: skip


class Workshop:
    """The model, its sentences, and the finished parts on disk."""

    def __init__(self) -> None:
        self.encoder = load_encoder(MODEL)
        self.network = self.encoder.network
        self.batch = calibration_batch(self.encoder)
        self.short_batch = calibration_batch(
            self.encoder, calibration_sentences()[:SWITCH_SENTENCES]
        )
        self.folder = cache_folder() / "layer_tables"
        self.folder.mkdir(exist_ok=True)

    def part(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a finished part, made first when it is missing."""
        path = self.folder / f"{name.replace(' ', '')}.parquet"
        if not path.is_file():
            start = time.monotonic()
            make().to_parquet(path, index=False)
            print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
        return pd.read_parquet(path)

    def save(self, name: str, title: str, frame: pd.DataFrame) -> None:
        """Ship a table with its card, floats in single precision."""
        narrow = {column: "float32" for column in NARROW if column in frame}
        card = ModelCard(
            name=f"{MODEL}_{name}",
            title=title,
            kind="table",
            file="",
            sha256="",
            command=f"python -m training.layer_tables --tables {name}",
            seed=0,
            data="24 calibration sentences of our own writing (engine/data)",
            licence="Apache-2.0",
            score={"rows": len(frame)},
            settings={"model": MODEL, "model_sha256": self.encoder.sha256},
        )
        save_table(card, frame.astype(narrow))
        print(f"{name}: {len(frame)} rows", flush=True)


def _cells(shop: Workshop, title: str, granularity: str) -> pd.DataFrame:
    settings = settings_grid((title,), (granularity,))
    return shop.part(
        f"layers_{title}_{granularity}", lambda: layer_table(shop.network, shop.batch, settings)
    )


def layers(shop: Workshop) -> None:
    """Ship every layer under every setting."""
    frames = [_cells(shop, *group) for group in GROUPS]
    shop.save("layers", "MiniLM's layers under every setting", pd.concat(frames))


def sensitivity(shop: Workshop) -> None:
    """Ship what each layer does alone, added up, on and off."""
    frames = []
    for title, granularity in SWITCHED:
        for bits in WIDTHS:

            def make(title: str = title, granularity: str = granularity, bits: int = bits):  # noqa: ANN202
                method = configuration(title).at(bits, granularity)
                found = layer_sensitivity(shop.network, shop.short_batch, method)
                shown = {
                    n: getattr(found, n) for n in ("isolated", "accumulated", "one_on", "one_off")
                }
                return pd.DataFrame({"layer": found.names, **shown, "all_on": found.all_on})

            frame = shop.part(f"sensitivity_{title}_{granularity}_{bits}", make)
            setting = {"method": title, "granularity": granularity, "bits": bits}
            frames.append(frame.assign(label=frame["layer"].map(short_name), **setting))
    shop.save("sensitivity", "Sensitivity of MiniLM's layers", pd.concat(frames))


def parts(shop: Workshop) -> None:
    """Ship the drift by weights, activations and both, with and without embeddings."""
    frames = []
    for title, granularity in CLOSE:
        for embeddings, roles in ((True, DEFAULT_ROLES), (False, WITHOUT_EMBEDDINGS)):

            def make(title: str = title, granularity: str = granularity, roles: tuple = roles):  # noqa: ANN202
                chosen = configuration(title)
                return drift_by_part(
                    shop.network, shop.batch, chosen, granularity, WIDTHS, roles=roles
                )

            frame = shop.part(f"parts_{title}_{granularity}_{embeddings}", make)
            setting = {"method": title, "granularity": granularity, "embeddings": embeddings}
            frames.append(frame.assign(**setting))
    shop.save("parts", "MiniLM's drift by weights and activations", pd.concat(frames))


def budgets(shop: Workshop) -> None:
    """Ship the measured drift of planned widths beside one width for all."""
    frames = []
    for title, granularity in SWITCHED:
        cells = _cells(shop, title, granularity)
        drift = [
            pd.read_parquet(shop.folder / f"sensitivity_{title.replace(' ', '')}_{granularity}_{bits}.parquet")  # noqa: E501
            .assign(bits=bits) for bits in WIDTHS
        ]  # fmt: skip
        cells = cells.merge(pd.concat(drift)[["layer", "bits", "one_on"]], on=["layer", "bits"])
        for criterion in CRITERIA:
            for embeddings, roles in ((True, DEFAULT_ROLES), (False, WITHOUT_EMBEDDINGS)):
                chosen = cells[cells["role"].isin(roles)]

                def make(chosen: pd.DataFrame = chosen, criterion: str = criterion):  # noqa: ANN202
                    return budget_curve(
                        shop.network, shop.batch, chosen, criterion=criterion, targets=TARGETS
                    )

                frame = shop.part(f"budgets_{title}_{granularity}_{criterion}_{embeddings}", make)
                setting = {"method": title, "granularity": granularity, "criterion": criterion}
                frames.append(frame.assign(embeddings=embeddings, **setting))
    shop.save("budgets", "MiniLM under bit budgets", pd.concat(frames))


TABLES = {"layers": layers, "sensitivity": sensitivity, "parts": parts, "budgets": budgets}


def main() -> None:
    """Make the tables that are asked for, all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", nargs="*", choices=list(TABLES), default=list(TABLES))
    wanted = parser.parse_args().tables
    with one_thread():
        shop = Workshop()
        for name in wanted:
            TABLES[name](shop)


if __name__ == "__main__":
    main()
