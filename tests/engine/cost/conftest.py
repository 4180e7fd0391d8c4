"""The five networks whose energy is published, measured once."""

import pytest

from engine.binary import network_named
from engine.cost.published import published_named

FIVE = ("BaseNet-18 k=1", "BaseNet-18 k=4", "BoolNet-18 k=4", "BoolNet*-18 k=4", "Bi-RealNet-18")


@pytest.fixture(scope="package")
def five():
    return {name: network_named(name).description.cost() for name in FIVE}


@pytest.fixture(scope="package")
def totals():
    return [published_named(name).energy_millijoules for name in FIVE]
