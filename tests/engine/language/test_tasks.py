import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.errors import NotFoundError
from engine.language.task_metrics import METRICS, ranks
from engine.language.tasks import TASKS, task_named

CLASSES = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=60)
SCORES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=60)


def test_five_tasks_are_listed_under_glue_s_names():
    assert {task.name for task in TASKS} == {"sst2", "cola", "mrpc", "rte", "stsb"}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_task_is_scored_by_known_metrics_and_names_its_classes(task):
    assert task.primary_metric in task.metrics
    assert set(task.metrics) <= set(METRICS)
    assert len(task.label_names) == (0 if task.labels == 1 else task.labels)


def test_an_unknown_task_is_refused_with_the_known_ones():
    with pytest.raises(NotFoundError, match="no task named 'mnli'; there are: sst2, cola"):
        task_named("mnli")


@given(CLASSES)
def test_class_metrics_agree_with_scikit_learn(pairs):
    from sklearn import metrics

    said, true = np.array(pairs, dtype=np.int64).T.copy()
    assert METRICS["accuracy"](said, true) == pytest.approx(metrics.accuracy_score(true, said))
    expected = metrics.f1_score(true, said, zero_division=0.0)
    assert METRICS["f1"](said, true) == pytest.approx(expected)


@given(CLASSES)
def test_matthews_agrees_with_scikit_learn(pairs):
    from sklearn import metrics

    said, true = np.array(pairs, dtype=np.int64).T.copy()
    both = len(set(said.tolist())) > 1 or len(set(true.tolist())) > 1
    expected = metrics.matthews_corrcoef(true, said) if both else 0.0
    assert METRICS["matthews"](said, true) == pytest.approx(expected, abs=1e-12)


@given(SCORES)
def test_correlations_agree_with_scipy_on_ties(pairs):
    from scipy import stats

    said, true = np.array(pairs, dtype=np.float64).T.copy()
    constant = np.ptp(said) == 0 or np.ptp(true) == 0
    for name, reference in (("pearson", stats.pearsonr), ("spearman", stats.spearmanr)):
        expected = 0.0 if constant else float(reference(said, true).statistic)
        assert METRICS[name](said, true) == pytest.approx(expected, abs=1e-9)


def test_equal_values_share_their_mean_rank():
    assert ranks(np.array([7.0, 3.0, 7.0, 9.0])).tolist() == [2.5, 1.0, 2.5, 4.0]


def test_f1_without_any_hit_is_zero():
    assert METRICS["f1"](np.array([0, 0]), np.array([1, 0])) == 0.0
