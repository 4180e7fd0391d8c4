"""How much another training seed changes a quantized score: ``python -m training.adapter_seeds``.

Trains the adapter of one task and model anew for each seed, quantizes each network and scores it.
The adapters are not kept; what ships is the table of scores. A finished seed is kept in
``runs/seeds`` and not trained again.
"""

import argparse
import dataclasses
import json
from typing import Any

import pandas as pd
import torch

from engine import zoo
from engine.core.paths import ROOT
from engine.language.adapters import TaskModel, merge_adapter
from engine.language.evaluation import predict, score
from engine.language.examples import load_examples
from engine.language.heads import TaskNetwork
from engine.language.models import load_encoder
from engine.language.tasks import task_named
from engine.quantization.network import quantize_network
from engine.quantization.roles import WITHOUT_EMBEDDINGS
from engine.studies.layer_configurations import configuration
from training.glue_recipes import RECIPES, Recipe
from training.glue_run import Run

RUNS = ROOT / "runs" / "seeds"
METHODS = ("LQ", "ACIQ", "OCS", "MMSE")
BITS = (2, 3, 4, 8)


def trained(task_name: str, model: str, seed: int) -> TaskModel:
    """Train an adapter with one seed for all epochs of its recipe; return the merged model.

    The last epoch is kept, not the best one: choosing by dev score would hide the spread.
    """
    recipe = RECIPES[task_name]
    run = Run(task_named(task_name), model, _with_seed(recipe, seed))
    for number in range(recipe.epochs):
        run.epoch(number)
    encoder = load_encoder(model)
    network = TaskNetwork(encoder.network, run.task.labels, pooling=recipe.pooling)
    merge_adapter(network, run.arrays())
    network.eval().requires_grad_(requires_grad=False)
    return TaskModel(network, encoder.tokenizer, run.task, model, None)


def _with_seed(recipe: Recipe, seed: int) -> Recipe:

    return dataclasses.replace(recipe, seed=seed)


def scores(model: TaskModel, seed: int) -> list[dict[str, Any]]:
    """Return one row for full precision and one for each method and width."""
    examples = load_examples(model.task, "glue", "dev")

    def row(network: TaskModel, method: str, bits: int) -> dict[str, Any]:
        found = score(model.task, predict(network, examples), examples.labels)
        value = found[model.task.primary_metric]
        names = {"task": model.task.name, "model": model.encoder_name, "seed": seed}
        return {**names, "method": method, "bits": bits, "score": value}

    rows = [row(model, "full", 32)]
    for method in METHODS:
        for bits in BITS:
            made = quantize_network(
                model.network,
                configuration(method).at(bits, "tensor"),
                roles=WITHOUT_EMBEDDINGS,
                keep_codes=False,
            )
            small = TaskModel(made.module, model.tokenizer, model.task, model.encoder_name, None)
            rows.append(row(small, method, bits))
    return rows


def main() -> None:
    """Train and score what is missing, then write the table and its card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", default="sst2")
    parser.add_argument("--model", default="minilm-3")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    RUNS.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for seed in wanted.seeds:
        path = RUNS / f"{wanted.task}_{wanted.model}_{seed}.json"
        if not path.is_file():
            found = scores(trained(wanted.task, wanted.model, seed), seed)
            path.write_text(json.dumps(found), encoding="utf-8")
        rows += json.loads(path.read_text(encoding="utf-8"))
        print(f"seed {seed}: full precision {rows[-len(METHODS) * len(BITS) - 1]['score']:.4f}")
    task = task_named(wanted.task)
    frame = pd.DataFrame(rows)
    zoo.save_table(
        zoo.ModelCard(
            name="adapter_seeds",
            title=f"Scores of {wanted.model} on {task.title} over training seeds",
            kind="table",
            file="",
            sha256="",
            command="python -m training.adapter_seeds",
            seed=wanted.seeds[0],
            data=f"GLUE {task.title}, train and dev",
            licence="Apache-2.0; scores only, no text of the data sets",
            score={"seeds": len(wanted.seeds), "metric": task.primary_metric},
            settings={"granularity": "tensor", "kept_epoch": "last"},
        ),
        frame,
    )


if __name__ == "__main__":
    main()
