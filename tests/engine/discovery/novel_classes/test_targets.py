import math

import pytest
import torch

from engine.discovery.novel_classes.sinkhorn import balanced_assignment
from engine.discovery.novel_classes.targets import joined, mixed_labels, swapped_losses, targets


@pytest.fixture
def logits():
    return torch.randn(6, 3, generator=torch.Generator().manual_seed(0)) / 5


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_a_labeled_target_mixes_label_and_pseudo_label(logits, share):
    labels = torch.tensor([0, 1, 2, 0, 1, 2])
    found = mixed_labels(logits, labels, label_share=share)
    wanted = share * torch.eye(3).repeat(2, 1) + (1 - share) * balanced_assignment(logits)
    torch.testing.assert_close(found, wanted)


def test_labeled_and_unlabeled_samples_aim_at_their_own_part(logits):
    clusters = torch.zeros(2, 6, 4)
    labels = torch.tensor([0, -1, 2, -1, -1, -1])
    found = targets(logits, clusters, labels, label_share=1.0)
    assert found.shape == (2, 6, 7)
    assert not found[:, labels < 0, :3].any()
    assert not found[:, labels >= 0, 3:].any()
    torch.testing.assert_close(found.sum(dim=-1), torch.ones(2, 6))


def test_without_a_labeled_set_the_outputs_are_the_clusters():
    clusters = torch.zeros(1, 5, 2)
    assert joined(None, clusters) is clusters
    found = targets(None, clusters, torch.full((5,), -1), label_share=1.0)
    torch.testing.assert_close(found, torch.full((1, 5, 2), 0.5))


def test_a_view_is_held_against_the_target_of_the_other():
    sure = torch.tensor([[[1.0, 0.0]]])
    outputs, wanted = [sure * 10, sure * 0], [sure, sure.flip(-1)]
    loss = swapped_losses(outputs, wanted, temperature=1.0)
    first = 10 + math.log(1 + math.exp(-10))  # view 0 against the target of view 1
    assert loss.item() == pytest.approx((first + math.log(2)) / 2, rel=1e-5)
