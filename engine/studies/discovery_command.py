"""The command line that repeats what the page has measured on a visitor's classes."""

import shlex

from engine.core.params import settings_dict
from engine.studies.own_comparison import OwnComparison

OPTIONS = ("kernel", "measure", "samples", "epochs", "seed")


def report_command(found: OwnComparison, *, split: str = "split.csv", out: str = "report") -> str:
    """Return the command, its columns and changed settings written out; quoted for a shell.

    Args:
        found: What was measured.
        split: File of the roles, as the page writes it.
        out: Folder of the report.
    """
    from engine.studies.own_classes_demo import FILE, demo_sha256

    data, choice = found.data, found.data.columns
    made_up = data.title == FILE and data.sha256 == demo_sha256()
    words = ["python", "-m", "engine.studies.discovery_report"]
    words += ["--demo"] if made_up else [f"--data={data.title}"]
    words += ["--classes", *choice.classes, f"--described-by={choice.described}"]
    declared, usual = settings_dict(found.settings), settings_dict(type(found.settings)())
    for name in OPTIONS:
        if declared[name] != usual[name]:
            words.append(f"--{name}={declared[name]}")
    return shlex.join([*words, f"--split={split}", f"--out={out}"])
