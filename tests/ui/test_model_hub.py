"""Other models: the list, the download on request, masked words, and a fitted head."""

import time

import pytest

import engine.language.hub_download as hub_download

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def until_finished(page, seconds=60):
    """Rerun the page until its job has ended."""
    from engine.core.jobs import runner

    deadline = time.monotonic() + seconds
    while any(not job.finished for job in list(runner()._jobs.values())):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return page.run()


def place(save_tiny, hub, repository="google/bert_uncased_L-2_H-128_A-2"):
    folder = hub / ("models--" + repository.replace("/", "--"))
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text(COMMIT)
    return save_tiny(folder / "snapshots" / COMMIT)


def choices(page, key):
    """Return a choice, whichever widget its number of options makes of it."""
    return next(each for each in (*page.segmented_control, *page.selectbox) if each.key == key)


def texts(elements):
    return " ".join(each.value for each in elements)


def test_nothing_is_downloaded_before_the_button_is_pressed(open_page, hub, monkeypatch):
    monkeypatch.setattr(hub_download, "download", lambda *_, **__: pytest.fail("asked the hub"))
    page = open_page("layers", view="another model")
    assert not page.exception
    assert "about 18 MB to download. Licence: Apache-2.0" in texts(page.caption)


def test_offline_the_download_says_what_to_do(open_page, hub):
    page = open_page("layers", view="another model")
    page.button(key="run_layers_download").click().run()
    page = until_finished(page)
    assert "HF_HUB_OFFLINE forbids a download" in page.error[0].value
    assert "MODELARIUM_MODELS" in texts(page.caption)
    page.slider(key="layers_bits").set_value(3).run()
    assert not page.exception


def test_a_downloaded_model_stands_in_the_list(open_page, hub, save_tiny, monkeypatch):
    def download(_name, *, report):
        report(0.5, "2.0 of 4.0 MB")
        return place(save_tiny, hub)

    monkeypatch.setattr(hub_download, "download", download)
    page = open_page("layers", view="another model")
    page.button(key="run_layers_download").click().run()
    page = until_finished(page)
    assert "BERT Tiny (2 layers, width 128) (hub)" in choices(page, "layers_model").options
    assert "is on this machine" in texts(page.success)


@pytest.mark.parametrize("text", ["bert", "../../etc/passwd", "a b/c", "💥/💥", "a/b@../../x"])
def test_a_malformed_id_is_refused_with_an_example(open_page, hub, text):
    page = open_page("layers", view="another model")
    page.selectbox(key="layers_hub_title").select("Another id").run()
    page.text_input(key="layers_hub_id").set_value(text).run()
    assert "must" in page.error[0].value
    assert not page.exception


def test_a_model_of_the_folder_can_be_looked_at_on_the_weights_page(open_page, hub, models_folder):
    page = open_page("weights", matrix="Another model")
    assert not page.exception
    assert not page.error
    assert choices(page, "weights_model").value == "tiny (folder)"
    assert page.metric


def test_the_weights_page_offers_a_download_while_no_other_model_is_here(open_page, hub):
    page = open_page("weights", matrix="Another model")
    assert not page.exception
    assert "run_weights_download" in [each.key for each in page.button]


def words():
    from engine.studies.sweep_plan import Cell
    from ui import page
    from ui.sections import masked_words

    with page.lesson("weights") as lesson:
        masked_words.draw(lesson, Cell("minilm", "sst2", "LQ", 2))


def test_without_a_masked_word_head_one_line_says_so(open_section, hub):
    page = open_section(words)
    assert "without a masked-word head" in texts(page.caption)
    assert not page.error


def test_masked_words_stand_beside_those_of_the_quantized_model(open_section, hub, models_folder):
    page = open_section(words)
    assert not page.exception
    table = page.dataframe[0].value
    assert len(table) == 5
    assert "LQ, 2 bits" in table.columns


def test_a_sentence_without_a_blank_is_answered_with_an_example(open_section, hub, models_folder):
    page = open_section(words)
    page.text_input(key="masked_sentence").set_value("the cat sat").run()
    assert "exactly one [MASK]" in page.error[0].value
    page.text_input(key="masked_sentence").set_value("the [MASK] sat").run()
    assert not page.error


def score():
    from engine.studies.sweep_plan import Cell
    from ui import page
    from ui.sections import other_encoder

    with page.lesson("weights") as lesson:
        other_encoder.draw(lesson, Cell("minilm", "sst2", "LQ", 4))


def test_a_model_of_the_folder_is_scored_at_every_width(
    open_section, hub, models_folder, monkeypatch
):
    monkeypatch.delenv("MODELARIUM_DATA", raising=False)
    page = open_section(score)
    choices(page, "weights_encoder").set_value("tiny (folder)").run()
    page.button(key="run_weights_encoder").click().run()
    page = until_finished(page)
    assert not page.exception
    assert not page.error
    assert [each.label for each in page.metric][1] == "LQ at 4 bits"
    assert "halves of the mini set" in texts(page.caption)
