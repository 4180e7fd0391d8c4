"""A tokenizer from ``tokenizer.json`` or ``vocab.txt``, checked: its vocabulary and no code."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.core.errors import IntegrityError, NotFoundError, UnsafeFileError
from engine.language.architectures import Architecture, sizes_of
from engine.language.safetensors_header import strict_json

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

SIZE_LIMIT = 20_000_000
_SPELLINGS = {
    "pad_token": ("[PAD]", "<pad>"),
    "unk_token": ("[UNK]", "<unk>"),
    "cls_token": ("[CLS]", "<s>"),
    "sep_token": ("[SEP]", "</s>"),
    "mask_token": ("[MASK]", "<mask>"),
}
_NEEDED = ("pad_token", "cls_token", "sep_token")
_WITHOUT_SEGMENTS = ("distilbert", "mpnet")


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        raise UnsafeFileError(
            f"{path.name} must have at most {SIZE_LIMIT} bytes, got {size}; is it the right file?"
        )
    return path.read_bytes()


def _has_pattern(found: dict[str, Any]) -> bool:
    waiting: list[Any] = [found.get(part) for part in ("normalizer", "pre_tokenizer", "decoder")]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if "Regex" in each:
                return True
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return False


def _parse(text: bytes) -> "Tokenizer":
    """Return the tokenizer in the text; the Rust parser's panics are no ``Exception``."""
    from tokenizers import Tokenizer

    if _has_pattern(strict_json(text, "tokenizer.json")):
        raise UnsafeFileError(
            "tokenizer.json must not hold regular expressions (they can run for ever); "
            "BERT-like tokenizers need none: give vocab.txt instead"
        )
    try:
        return Tokenizer.from_str(text.decode("utf-8"))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise UnsafeFileError(
            f"tokenizer.json must be a file of the tokenizers library, got: {str(error)[:120]}; "
            "save it again with tokenizer.save_pretrained"
        ) from None


def _lowercase(folder: Path, pieces: list[str]) -> bool:
    """Return what the settings say, else whether no piece has a capital letter."""
    settings = folder / "tokenizer_config.json"
    if settings.is_file():
        said = strict_json(_read(settings), "tokenizer_config.json").get("do_lower_case")
        if isinstance(said, bool):
            return said
    return not any(piece != piece.lower() for piece in pieces if not piece.startswith("["))


def _from_vocabulary(path: Path) -> "Tokenizer":
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    try:
        pieces = _read(path).decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise UnsafeFileError("vocab.txt must be UTF-8 text, one word piece a line") from None
    vocabulary = {piece.removesuffix("\r"): number for number, piece in enumerate(pieces)}
    lacking = [mark for mark in ("[PAD]", "[UNK]", "[CLS]", "[SEP]") if mark not in vocabulary]
    if lacking:
        raise UnsafeFileError(
            f"vocab.txt must hold {', '.join(lacking)}; is it the vocabulary of a BERT?"
        )
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer = normalizers.BertNormalizer(lowercase=_lowercase(path.parent, pieces))
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(mark, vocabulary[mark]) for mark in ("[CLS]", "[SEP]")],
    )
    made.add_special_tokens([mark for mark in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
                             if mark in vocabulary])  # fmt: skip
    return made


def _find(folder: Path) -> "Tokenizer":
    if (folder / "tokenizer.json").is_file():
        return _parse(_read(folder / "tokenizer.json"))
    if (folder / "vocab.txt").is_file():
        return _from_vocabulary(folder / "vocab.txt")
    raise NotFoundError(
        "the model has no tokenizer; add its tokenizer.json (or a BERT's vocab.txt), "
        "or look at its weights alone"
    )


def load_tokenizer(
    folder: Path, architecture: Architecture, config: dict[str, Any]
) -> "PreTrainedTokenizerFast":
    """Return the tokenizer that lies beside a model.

    Args:
        folder: Where ``tokenizer.json`` or ``vocab.txt`` lies.
        architecture: The model's architecture.
        config: The model's raw config.

    Raises:
        NotFoundError: If there is no tokenizer.
        UnsafeFileError: If it is malformed, too long or holds regular expressions.
        IntegrityError: If it knows ids that the model's vocabulary does not have.
    """
    from transformers import PreTrainedTokenizerFast

    found = _find(folder)
    vocabulary = found.get_vocab()
    sizes = sizes_of(architecture, config)
    top = max(vocabulary.values(), default=-1)
    if top >= sizes["vocabulary"]:
        raise IntegrityError(
            f"the tokenizer has ids up to {top}, the model's vocabulary ends at "
            f"{sizes['vocabulary'] - 1}; do they belong to the same model?"
        )
    special = {
        role: mark
        for role, marks in _SPELLINGS.items()
        if (mark := next((each for each in marks if each in vocabulary), None))
    }
    if lacking := [role for role in _NEEDED if role not in special]:
        raise UnsafeFileError(
            f"the tokenizer must have a {lacking[0]} such as {_SPELLINGS[lacking[0]][0]}; "
            "is it the tokenizer of a BERT-like model?"
        )
    found.no_truncation()
    found.no_padding()
    shift = 2 if architecture.model_type in ("roberta", "mpnet") else 0
    inputs = ["input_ids", "token_type_ids", "attention_mask"]
    if architecture.model_type in _WITHOUT_SEGMENTS:
        inputs.remove("token_type_ids")
    return PreTrainedTokenizerFast(
        tokenizer_object=found,
        model_max_length=max(sizes["positions"] - shift, 8),
        model_input_names=inputs,
        **special,
    )
