"""Hub models: found in a cache that the test lays out, downloaded from a hub that it serves."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import torch

from engine.core.errors import (
    CancelledError,
    EngineError,
    IntegrityError,
    NotFoundError,
    OfflineError,
    UnsafeFileError,
)
from engine.language.family import FAMILY
from engine.language.hub import cached_folder, family_entries, hub_entry, hub_name
from engine.language.hub_download import download
from engine.language.models import load_encoder, model_entry

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """An empty hub cache of this test's own."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    return tmp_path / "home" / "hub"


@pytest.fixture
def online(monkeypatch):
    import huggingface_hub.constants

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)


def lay_out(hub, tiny, repository="somebody/tiny-bert", revision="main", kind="BertModel"):
    folder = hub / ("models--" + repository.replace("/", "--"))
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / revision).write_text(COMMIT)
    return tiny(kind, folder / "snapshots" / COMMIT)


class Hub(BaseHTTPRequestHandler):
    """Just enough of the hub's protocol: a listing, and files with etag and commit."""

    files: dict[str, bytes] = {}  # noqa: RUF012 - filled per test on a subclass
    paths: list[str] = []  # noqa: RUF012
    hold: threading.Event | None = None

    def do_GET(self):
        type(self).paths.append(self.path)
        if "somebody/tiny-bert" not in self.path:
            self._answer(b"{}", 404, {"X-Error-Code": "RepoNotFound"})
            return
        if self.path.startswith("/api/"):
            siblings = [{"rfilename": n, "size": len(c)} for n, c in self.files.items()]
            listing = {"id": "somebody/tiny-bert", "sha": COMMIT, "siblings": siblings}
            self._answer(json.dumps(listing).encode(), 200, {"Content-Type": "application/json"})
            return
        content = self.files[self.path.rsplit("/", 1)[-1]]
        etag = hashlib.sha256(content).hexdigest()
        self._answer(content, 200, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT})

    do_HEAD = do_GET  # noqa: N815 - the base class wants this name

    def _answer(self, content, status, headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        half = len(content) // 2
        self.wfile.write(content[:half])
        if self.hold is not None and len(content) > 4000:
            self.wfile.flush()
            self.hold.wait(10)
        self.wfile.write(content[half:])

    def log_message(self, *_):
        pass


@pytest.fixture
def server(online, hub, tiny, tmp_path):
    """A served hub with one model; gives its address and the handler class."""
    folder, _ = tiny("BertModel", tmp_path / "served")
    handler = type("ServedHub", (Hub,), {"files": {}, "paths": []})
    handler.files.update({path.name: path.read_bytes() for path in folder.iterdir()})
    handler.files["pytorch_model.bin"] = b"never fetched"
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}", handler
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.mark.parametrize(
    "text",
    ["", "bert", "../../etc/passwd", "a/../b", "/etc/passwd", "a/b/c", "a b/c", "a/b\nc", "-a/b",
     "a/" + "b" * 200, "http://x/y", "a/b@../../x", "a--b/c"],
)  # fmt: skip
def test_only_an_owner_and_a_name_make_a_hub_id(text):
    with pytest.raises(ValueError, match="must"):
        hub_name(text)


def test_a_revision_stands_behind_an_at_sign():
    assert hub_name("a/b@refs/pr/3").revision == "refs/pr/3"
    assert str(hub_name(" a/b ")) == "a/b"


def test_a_cached_model_loads_without_network(hub, tiny):
    _, saved = lay_out(hub, tiny)
    encoder = load_encoder("somebody/tiny-bert")
    ids = torch.tensor([[2, 7, 8, 3]])
    assert torch.equal(encoder.network(ids)[0], saved(ids)[0])
    assert encoder.source == "hub"
    assert encoder.tokenizer("the cat")["input_ids"] == [2, 5, 7, 3]


def test_a_cached_model_is_described_from_its_files(hub, tiny):
    _, saved = lay_out(hub, tiny)
    entry = model_entry("somebody/tiny-bert")
    pooler = sum(each.numel() for each in saved.pooler.parameters())
    assert entry.parameters == sum(each.numel() for each in saved.parameters()) - pooler
    assert (entry.layers, entry.hidden) == (2, 16)


def test_a_revision_is_a_model_of_its_own(hub, tiny):
    lay_out(hub, tiny, revision="v2")
    assert load_encoder("somebody/tiny-bert@v2").name == "somebody/tiny-bert@v2"
    assert cached_folder(hub_name("somebody/tiny-bert")) is None


def test_a_weight_file_that_changed_after_its_download_is_refused(server):
    folder = download("somebody/tiny-bert", endpoint=server[0])
    blob = (folder / "model.safetensors").resolve()
    content = blob.read_bytes()
    blob.write_bytes(content[:-4] + b"\0\0\0\1")
    with pytest.raises(IntegrityError, match=r"must have sha256 .* download it again"):
        load_encoder("somebody/tiny-bert")


def test_a_cache_that_cannot_be_written_is_named(server, monkeypatch):
    import huggingface_hub

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", full)
    with pytest.raises(EngineError, match=r"No space left on device.* set HF_HOME"):
        download("somebody/tiny-bert", endpoint=server[0])


def test_the_whole_family_is_listed_before_any_download():
    assert [entry.name for entry in family_entries()] == [member.name for member in FAMILY]
    assert hub_entry("google-bert/bert-base-cased").layers == 12


@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
@pytest.mark.parametrize("action", [load_encoder, download])
def test_offline_is_said_with_three_ways_out(hub, online, monkeypatch, variable, action):
    monkeypatch.setenv(variable, "1")
    with pytest.raises(OfflineError, match=r"unset it, put .* MODELARIUM_MODELS, or use"):
        action("google/bert_uncased_L-2_H-128_A-2")


def test_a_model_that_is_not_here_is_not_downloaded_by_loading_it(hub, online):
    with pytest.raises(NotFoundError, match="start its download"):
        load_encoder("google/bert_uncased_L-2_H-128_A-2")


def test_a_download_fetches_what_is_needed_and_no_pickle(server):
    address, handler = server
    shares = []
    folder = download(
        "somebody/tiny-bert", endpoint=address, report=lambda share, _: shares.append(share)
    )
    assert {path.name for path in folder.iterdir()} == {
        "config.json", "vocab.txt", "model.safetensors",
    }  # fmt: skip
    assert not any("pytorch_model" in path for path in handler.paths)
    assert shares == sorted(shares)
    assert load_encoder("somebody/tiny-bert").network.config.hidden_size == 16


def test_a_download_stops_at_once_when_its_report_says_so(server):
    import time

    address, handler = server
    handler.hold = threading.Event()
    started = time.monotonic()

    def report(share, _message):
        if share > 0 or time.monotonic() - started > 3:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        download("somebody/tiny-bert", endpoint=address, report=report)
    assert time.monotonic() - started < 5
    handler.hold.set()
    assert cached_folder(hub_name("somebody/tiny-bert")) is None


def test_a_model_with_a_pickle_alone_is_refused(server):
    address, handler = server
    del handler.files["model.safetensors"]
    with pytest.raises(UnsafeFileError, match="pickled weights only"):
        download("somebody/tiny-bert", endpoint=address)
    assert not any("/resolve/" in path for path in handler.paths)


def test_a_model_above_the_size_limit_is_refused_before_a_byte_comes(server):
    address, handler = server
    with pytest.raises(UnsafeFileError, match="at most 0 MB"):
        download("somebody/tiny-bert", endpoint=address, limit_bytes=1000)
    assert not any("/resolve/" in path for path in handler.paths)


def test_an_unknown_model_is_said_to_be_unknown(server):
    with pytest.raises(NotFoundError, match="no public model"):
        download("nobody/nothing", endpoint=server[0])


def test_a_hub_that_does_not_answer_is_an_offline_error(hub, online):
    with pytest.raises(OfflineError, match="check the network"):
        download("somebody/tiny-bert", endpoint="http://127.0.0.1:9")
