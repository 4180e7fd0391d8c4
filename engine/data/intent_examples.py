"""One request of our own writing for each of CLINC150's intents, to show what an intent is about.

None of them is in the data set, which does not ship; a test compares them where it is at hand.
"""

import functools
import json
from collections.abc import Mapping
from types import MappingProxyType

from engine.data.bundled import FOLDER

FILE = "intent_examples.json"


@functools.cache
def intent_examples() -> Mapping[str, str]:
    """Return an example request by the name of its intent.

    >>> intent_examples()["roll_dice"]
    'Throw two dice with ten sides and tell me the sum'
    """
    return MappingProxyType(json.loads((FOLDER / FILE).read_text("utf-8")))
