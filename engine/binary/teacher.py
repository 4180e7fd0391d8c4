"""Knowledge from a float teacher: its softened answers in place of, or beside, the labels."""

from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn import functional as F


def teacher_divergence(
    logits: Float[Tensor, "samples classes"],
    teacher_logits: Float[Tensor, "samples classes"],
    temperature: float = 1.0,
) -> Float[Tensor, ""]:
    """Return ``T^2 KL(teacher || student)`` of the softened answers, mean over the samples, nats.

    Both are softened with ``softmax(logits / T)``; ``T^2`` keeps the size of the gradients
    (arXiv 1503.02531). BoolNet is trained on this alone, with T = 1 (arXiv 2106.06991).

    Args:
        logits: Of the network that learns.
        teacher_logits: Of the teacher; no gradient flows into them.
        temperature: T, positive.

    Raises:
        ValueError: If the temperature is not positive.
    """
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    wanted = F.log_softmax(teacher_logits.detach() / temperature, dim=1)
    given = F.log_softmax(logits / temperature, dim=1)
    return temperature**2 * F.kl_div(given, wanted, reduction="batchmean", log_target=True)


def taught_loss(
    logits: Float[Tensor, "samples classes"],
    labels: Int64[Tensor, " samples"],
    teacher_logits: Float[Tensor, "samples classes"],
    *,
    share: float,
    temperature: float = 1.0,
) -> Float[Tensor, ""]:
    """Return ``(1 - share) * cross entropy + share * teacher_divergence``.

    Args:
        logits: Of the network that learns.
        labels: Class of each sample.
        teacher_logits: Of the teacher.
        share: 0 takes the labels alone, 1 the teacher alone.
        temperature: Softening of both answers.
    """
    divergence = teacher_divergence(logits, teacher_logits, temperature)
    return (1 - share) * F.cross_entropy(logits, labels) + share * divergence
