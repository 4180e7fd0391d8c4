import torch

from engine.discovery.novel_classes.sinkhorn import balanced_assignment


def test_every_sample_is_assigned_and_every_cluster_used_alike():
    logits = torch.randn(2, 60, 4, generator=torch.Generator().manual_seed(0))
    logits[:, :, 0] += 0.5  # every sample is drawn to cluster 0
    found = balanced_assignment(logits, sharpness=0.5, iterations=50)
    torch.testing.assert_close(found.sum(dim=-1), torch.ones(2, 60))
    torch.testing.assert_close(found.sum(dim=-2), torch.full((2, 4), 15.0), rtol=1e-3, atol=0)


def test_clear_samples_keep_their_cluster():
    logits = torch.eye(3).repeat(5, 1)
    torch.testing.assert_close(balanced_assignment(logits), logits, atol=1e-6, rtol=0)


def test_heads_are_balanced_one_by_one():
    logits = torch.randn(3, 20, 4, generator=torch.Generator().manual_seed(1))
    together = balanced_assignment(logits)
    torch.testing.assert_close(together[1], balanced_assignment(logits[1]))
