"""Train the shipped GLUE adapters: ``python -m training.glue_adapters sst2:minilm stsb:minilm-3``.

Without names it trains all fourteen. A job writes its state after every epoch to ``runs/glue`` and
goes on from there when it is started again. The epoch with the best dev score is kept, as the card
says: its dev score is therefore a little higher than a score on unseen text.
"""

import argparse
import dataclasses
import time
from typing import Any

import numpy as np
import torch

from engine import zoo
from engine.core.paths import ROOT
from engine.language.adapters import KIND, adapter_name, load_task_model
from engine.language.evaluation import bootstrap_interval, predict, score
from engine.language.examples import load_examples
from engine.language.models import EMBEDDED_SHA256
from engine.language.tasks import Task, task_named
from training.glue_recipes import RECIPES, recipe
from training.glue_run import Run

RUNS = ROOT / "runs" / "glue"
JOBS = (
    *(f"{task}:{model}" for model in ("minilm", "minilm-3") for task in RECIPES),
    *(f"{task}:{model}" for model in ("minilm-2", "minilm-4") for task in ("sst2", "stsb")),
)
LICENCES = {
    "sst2": "Stanford Sentiment Treebank, research use",
    "cola": "CoLA (NYU), research use",
    "mrpc": "Microsoft Research Paraphrase Corpus, research use",
    "rte": "PASCAL RTE challenges, research use",
    "stsb": "SemEval STS, research use",
}


def _train(run: Run, name: str) -> dict[str, Any]:
    RUNS.mkdir(parents=True, exist_ok=True)
    path = RUNS / f"{name}.pt"
    state: dict[str, Any] = {"epoch": 0, "best": -1.0, "history": []}
    if path.is_file():
        state = torch.load(path, weights_only=True)
        run.set_state(state["last_state"])
        run.optimizer.load_state_dict(state["optimizer"])
        run.step = state["step"]
    for number in range(state["epoch"], run.recipe.epochs):
        start = time.monotonic()
        loss = run.epoch(number)
        found = run.dev_score()
        text = " ".join(f"{metric} {value:.4f}" for metric, value in found.items())
        seconds = time.monotonic() - start
        print(f"{name} epoch {number + 1} loss {loss:.4f} {text} {seconds:.0f} s", flush=True)
        value = found[run.task.primary_metric]
        state["history"].append(value)
        if value > state["best"]:
            state |= {"best": value, "best_epoch": number + 1, "best_state": run.state()}
        state |= {"epoch": number + 1, "step": run.step, "last_state": run.state()}
        state |= {"optimizer": run.optimizer.state_dict()}
        torch.save(state, path)
    run.set_state(state["best_state"])
    return state


def _card(task: Task, model: str, run: Run, state: dict[str, Any]) -> zoo.ModelCard:
    settings = run.recipe
    return zoo.ModelCard(
        name=adapter_name(task.name, model),
        title=f"{task.title}, {model}",
        kind=KIND,
        file="",
        sha256="",
        command=f"python -m training.glue_adapters {task.name}:{model}",
        seed=settings.seed,
        data=f"GLUE {task.title}: {len(run.labels)} train, {len(run.dev_labels)} dev examples",
        licence=f"data: {LICENCES[task.name]}; encoder: all-MiniLM-L6-v2, Apache-2.0",
        settings={
            "encoder": model,
            "encoder_sha256": EMBEDDED_SHA256,
            "task": task.name,
            "pooling": settings.pooling,
            "rank": run.rank,
            "layers_without_adapter": run.frozen,
            "adapted": "query, key, value, attention output, both feed-forward layers",
            "epochs": settings.epochs,
            "kept_epoch": state["best_epoch"],
            "kept_epoch_chosen_by": "dev score",
            "dev_scores_by_epoch": [round(value, 4) for value in state["history"]],
            "batch_size": settings.batch_size,
            "learning_rate": settings.learning_rate,
            "gain": settings.gain,
            "weight_decay": settings.weight_decay,
            "warmup": settings.warmup,
            "masked_share": settings.masked_share,
        },
    )


def _ship(card: zoo.ModelCard, arrays: dict[str, np.ndarray]) -> zoo.ModelCard:
    """Write the adapter, measure the file that was written, and put the score on its card."""
    zoo.save(card, arrays)
    model = load_task_model(card.settings["encoder"], card.settings["task"])
    dev = load_examples(model.task, "glue", "dev")
    logits = predict(model, dev)
    interval = bootstrap_interval(model.task, logits, dev.labels)
    found: dict[str, Any] = {
        f"dev_{k}": round(v, 4) for k, v in score(model.task, logits, dev.labels).items()
    }
    found["primary"] = f"dev_{model.task.primary_metric}"
    found["interval_95"] = [round(interval.low, 4), round(interval.high, 4)]
    return zoo.save(dataclasses.replace(card, score=found), arrays)


def main() -> None:
    """Train the named jobs one after the other and ship each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jobs", nargs="*", default=JOBS, help="TASK:MODEL, such as sst2:minilm-3")
    torch.set_num_threads(1)
    for job in parser.parse_args().jobs:
        task_name, model = job.split(":")
        task = task_named(task_name)
        run = Run(task, model, recipe(task_name, model))
        state = _train(run, adapter_name(task_name, model))
        made = _ship(_card(task, model, run, state), run.arrays())
        print(f"shipped {made.file}: {made.score}", flush=True)


if __name__ == "__main__":
    main()
