import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from engine.core.errors import NotFoundError
from engine.studies.weight_source import (
    embedded_matrix,
    embedded_names,
    file_matrix,
    matrix_names,
    synthetic_matrix,
)


def test_the_embedded_model_lists_its_matrices_tables_first_and_pooler_last():
    names = list(embedded_names().values())
    assert names[:3] == ["word table", "position table", "token type table"]
    assert names[3:6] == ["1 query", "1 key", "1 value"]
    assert len(names) == 3 + 6 * 6 + 1


def test_a_layer_reads_what_it_reads_on_calibration_sentences():
    matrix = embedded_matrix("encoder.layer.1.attention.self.key.weight")
    query = embedded_matrix("encoder.layer.1.attention.self.query.weight")
    assert matrix.weight.shape == (384, 384)
    assert matrix.inputs_are == "calibration sentences"
    assert np.array_equal(matrix.inputs, query.inputs)


def test_a_table_has_no_inputs_to_multiply_with():
    assert embedded_matrix("embeddings.token_type_embeddings.weight").inputs is None


@pytest.mark.parametrize("name", ["encoder.layer.99.weight", "../model", ""])
def test_an_unknown_matrix_is_refused_with_the_names_there_are(name):
    with pytest.raises(NotFoundError, match="no matrix named"):
        embedded_matrix(name)


def test_an_unknown_distribution_is_refused():
    with pytest.raises(NotFoundError, match="heavy_tails"):
        synthetic_matrix("cauchy")


def test_a_file_gives_its_floating_matrices_with_kernels_folded_into_columns(tmp_path):
    path = tmp_path / "mine.safetensors"
    convolution = np.arange(24, dtype=np.float16).reshape(2, 3, 2, 2)
    save_file({"c": convolution, "bias": np.ones(4, "f"), "ids": np.ones((3, 3), "i4")}, path)
    assert list(matrix_names(path)) == ["c"]
    matrix = file_matrix(path, "c", "abc")
    assert matrix.weight.shape == (2, 12)
    assert torch.equal(torch.from_numpy(matrix.weight[1]), torch.arange(12, 24).float())


def test_a_file_without_a_matrix_is_refused(tmp_path):
    save_file({"bias": np.ones(4, "f")}, tmp_path / "bias.safetensors")
    with pytest.raises(NotFoundError, match="no floating-point matrix"):
        matrix_names(tmp_path / "bias.safetensors")
