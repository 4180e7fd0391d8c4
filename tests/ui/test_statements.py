from engine import zoo
from ui.statements import NOT_YET, rows


def test_each_measured_claim_names_the_data_of_its_own_paper():
    measured = [row for row in rows() if row["Measured here"] != NOT_YET]
    data = {row["Paper"].rpartition("(")[2].rstrip(")"): row["Data"] for row in measured}
    assert data["2210.16621"] == zoo.card("bert_sweep").data
    assert data["2103.11912"] == zoo.card("gan_sweep").data


def test_a_claim_that_nobody_measured_names_neither_data_nor_command():
    waiting = [row for row in rows() if row["Measured here"] == NOT_YET]
    assert waiting
    assert {row["Data"] for row in waiting} == {row["Command"] for row in waiting} == {"none"}
