"""A visitor's own pictures as features of one of our classifiers."""

import dataclasses
import hashlib
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Float32, Float64, Int64

from engine.core.jobs import Report
from engine.metrics.features import FeatureExtractor
from engine.studies.picture_decoding import Picture, Skipped, decoded
from engine.studies.picture_files import Opened, opened
from engine.studies.sample_set import SEED, SampleSet

BATCH = 100
SHOWN = 24


@dataclasses.dataclass(frozen=True, eq=False)
class OwnImages:
    """Pictures that were read.

    Attributes:
        samples: Their features, with file names.
        shown: The first of them as the classifier reads them, in [-1, 1].
        labels: Class that the classifier sees in each.
        confidences: Its probability for that class.
        skipped: Files that gave no picture, with reasons.
    """

    samples: SampleSet
    shown: Float[np.ndarray, "some channels height width"]
    labels: Int64[np.ndarray, " samples"]
    confidences: Float64[np.ndarray, " samples"]
    skipped: tuple[Skipped, ...]


def read_images(
    files: Sequence[tuple[str, bytes]],
    extractor: FeatureExtractor,
    *,
    report: Report | None = None,
) -> OwnImages:
    """Return features of every picture in the uploads, a batch at a time.

    Args:
        files: Name and content of each upload; a zip is read member by member.
        extractor: Describes the pictures; they are scaled to what it reads.
        report: Called for every file.

    Raises:
        UnsafeFileError: If the uploads are too large, or a zip is damaged or holds too much.
        ValueError: If not one picture can be read.
    """
    upload = opened(files)
    count = upload.count
    seen = _Seen(extractor)
    rows: list[int] = []
    names: list[str] = []
    skipped: list[Skipped] = []
    for place, file in enumerate(upload.files):
        if report is not None:
            report(place / count, f"picture {place + 1:,} of {count:,}")
        found = decoded(file)
        if isinstance(found, Skipped):
            skipped.append(found)
            continue
        seen.add(found)
        rows.append(place)
        names.append(found.name)
    if not rows:
        listed = "; ".join(f"{each.name}: {each.reason.partition(';')[0]}" for each in skipped[:3])
        raise ValueError(
            f"there must be a picture that can be read, got none of {count:,} files "
            f"({listed.replace('; ', ', ')}); upload PNG or JPEG files or a zip of them"
        )
    features, labels, confidences = seen.finish()
    samples = SampleSet(
        title=files[0][0][:80] if len(files) == 1 else f"{len(files):,} picture files",
        features=features,
        rows=np.array(rows, np.int64),
        extractor=extractor.title,
        sha256=_hash(files),
        names=tuple(names),
        notes=_notes(upload, skipped),
    )
    return OwnImages(samples, seen.shown, labels, confidences, tuple(skipped))


def _hash(files: Sequence[tuple[str, bytes]]) -> str:
    if len(files) == 1:
        return hashlib.sha256(files[0][1]).hexdigest()
    digests = sorted(hashlib.sha256(content).hexdigest() for _, content in files)
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _notes(upload: Opened, skipped: Sequence[Skipped]) -> tuple[str, ...]:
    notes = []
    if upload.left_out:
        notes.append(
            f"{upload.count:,} of {upload.count + upload.left_out:,} files were drawn "
            f"(seed {SEED}) and the others left out."
        )
    if skipped:
        first = f"{skipped[0].name}: {skipped[0].reason}"
        notes.append(f"{len(skipped):,} of {upload.count:,} files were skipped, such as {first}.")
    return tuple(notes)


class _Seen:
    """What the classifier says of pictures that arrive one by one."""

    def __init__(self, extractor: FeatureExtractor) -> None:
        self._extractor = extractor
        self._waiting: list[Float[np.ndarray, "channels height width"]] = []
        self._features: list[Float32[np.ndarray, "some size"]] = []
        self._labels: list[Int64[np.ndarray, " some"]] = []
        self._confidences: list[Float64[np.ndarray, " some"]] = []
        self.shown: Float[np.ndarray, "some channels height width"] = np.empty(
            (0, *extractor.image_shape), np.float32
        )

    def add(self, picture: Picture) -> None:
        self._waiting.append(self._extractor.prepare(picture.pixels[None])[0])
        if len(self._waiting) == BATCH:
            self._describe()

    def _describe(self) -> None:
        if not self._waiting:
            return
        images = np.stack(self._waiting)
        self._waiting = []
        said = self._extractor(images)
        self._features.append(said.features)
        self._labels.append(said.labels)
        self._confidences.append(said.probabilities.max(axis=1).astype(np.float64))
        if len(self.shown) < SHOWN:
            self.shown = np.concatenate([self.shown, images])[:SHOWN]

    def finish(
        self,
    ) -> tuple[
        Float32[np.ndarray, "samples size"],
        Int64[np.ndarray, " samples"],
        Float64[np.ndarray, " samples"],
    ]:
        self._describe()
        return (
            np.concatenate(self._features),
            np.concatenate(self._labels),
            np.concatenate(self._confidences),
        )
