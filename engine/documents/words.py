"""Words that look like old printed Latin and French and mean nothing: a small syllable model."""

from engine.core.random import numpy_generator

LONG_S = "\u017f"


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


ONSETS = _listed("l m n r s t d v p c l m n r s t d c b f g h qu br cr dr fr gr pl pr sp st tr ch")
VOWELS = _listed("a a a e e e e i i i o o u u ie ou ai oi")
CODAS = ("",) * 8 + _listed("n n r r s t m l")
ENDINGS = _listed("us um is em es ae ent it ant eur esse able ment e e e s es oit é ons er ée ité")
SMALL_WORDS = _listed("et de la le in ad est que non ne vt per sed si à & & ce vn cum qui")
INITIALS = tuple("ABCDEFGHILMNOPQRSTV")
NASALS = {"an": "ã", "on": "õ", "en": "ẽ", "um": "ũ"}
MARKS = ("",) * 32 + (",",) * 5 + (".", ".", ";", ":")
ROMAN = _listed("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XIX XX")


class Scribe:
    """A vocabulary drawn from a seed, from which lines are written.

    Args:
        seed: Seed of the vocabulary and of everything that is written.
        vocabulary: Distinct long words; the first are used most.

    >>> Scribe(3).words(4) == Scribe(3).words(4)
    True
    """

    def __init__(self, seed: int, *, vocabulary: int = 400) -> None:
        self._random = numpy_generator(seed)
        self._words = [self._invented() for _ in range(vocabulary)]

    def _pick(self, choices: tuple[str, ...] | list[str]) -> str:
        return choices[int(self._random.integers(len(choices)))]

    def _invented(self) -> str:
        syllables = (1, 1, 1, 2, 2, 2, 3)[int(self._random.integers(7))]
        stem = "".join(
            self._pick(ONSETS) + self._pick(VOWELS) + self._pick(CODAS) for _ in range(syllables)
        )
        if self._random.random() < 0.3:
            return stem
        return stem.rstrip("aeiou") + self._pick(ENDINGS)

    def word(self) -> str:
        """Return one word in old spelling, without a capital."""
        if self._random.random() < 0.33:
            return self._pick(SMALL_WORDS)
        rank = int(self._random.power(0.45) * len(self._words))
        return old_spelling(self._words[rank], abbreviate=self._random.random() < 0.04)

    def words(self, count: int) -> list[str]:
        """Return words with sentences' capitals and points."""
        out, capital = [], True
        for _ in range(count):
            word = self.word()
            if capital or self._random.random() < 0.05:
                word = word[:1].upper() + word[1:]
            mark = self._pick(MARKS)
            capital = mark == "."
            out.append(word + mark)
        return out

    def heading(self, count: int) -> list[str]:
        """Return words in capitals, as they stand over a chapter, V for U."""
        return [capitals(self.word()) for _ in range(count)]

    def initial(self) -> str:
        """Return a capital as it opens a chapter."""
        return self._pick(INITIALS)

    def numeral(self) -> str:
        """Return a roman numeral with a point."""
        return self._pick(ROMAN) + "."

    def page_number(self) -> str:
        """Return an arabic page number."""
        return str(int(self._random.integers(1, 480)))


def capitals(word: str) -> str:
    """Return a word in capitals as printers cut them: V for U, I for J, no long s.

    >>> capitals("ſurget")
    'SVRGET'
    """
    return word.upper().replace("U", "V").replace("J", "I")


def old_spelling(word: str, *, abbreviate: bool = False) -> str:
    """Return a word with the long s inside, v before vowels at the start, and tildes.

    Args:
        word: A word in small letters.
        abbreviate: Whether the first nasal becomes a tilde.

    >>> old_spelling("uestis")
    'veſtis'
    """
    if word[:1] == "u" and word[1:2] in set("aeiou"):
        word = "v" + word[1:]
    body = word[:-1].replace("s", LONG_S) + word[-1:]
    if abbreviate:
        for plain, short in NASALS.items():
            if plain in body[1:]:
                return body[:1] + body[1:].replace(plain, short, 1)
    return body
