"""Costs and accuracies as their authors publish them."""

import dataclasses

from engine.cost.rules import CountingRules

MILLION = 1e6
WITHOUT_CLASSIFIER = CountingRules(classifier=False)
BOOLNET = "README of hpi-xnor/BoolNet"
MELIUS = "CurrentBestResults of hpi-xnor/BMXNet-v2-wiki"
ASYMM = "checkpoints/macc.txt and log.txt of Spark001/AsymmNet; its paperswithcode page"


@dataclasses.dataclass(frozen=True)
class PublishedValue:
    """One published cost.

    Attributes:
        quantity: parameters, binary_parameters, operations, float_multiply_adds,
            binary_multiply_adds or size_mebibytes.
        text: The digits as printed; they say how exactly ours can be compared.
        unit: What the digits are multiplied by.
        rules: How the authors count.
        rule: The same in words.
        note: What is known about a difference, or "".
    """

    quantity: str
    text: str
    unit: float = 1.0
    rules: CountingRules = CountingRules()  # noqa: RUF009 - frozen
    rule: str = ""
    note: str = ""

    @property
    def number(self) -> float:
        """The published number."""
        return float(self.text) * self.unit


@dataclasses.dataclass(frozen=True)
class PublishedNetwork:
    """What is published about a network on ImageNet at 224 pixels.

    Attributes:
        name: Name in the registries of ``engine.binary`` and ``engine.compact``.
        source: Where it stands.
        values: Published costs.
        top1: Percent of images whose first answer is right, or None.
        top5: The same for the first five answers, or None.
        energy_millijoules: Of one inference, or None.
        derived_energy: Whether the energy follows from a ratio in the abstract.
    """

    name: str
    source: str
    values: tuple[PublishedValue, ...]
    top1: float | None = None
    top5: float | None = None
    energy_millijoules: float | None = None
    derived_energy: bool = False


def _boolnet(name: str, top1: float, energy: float, ops: str) -> PublishedNetwork:
    value = PublishedValue(
        "operations",
        ops,
        MILLION,
        rule="not documented",
        note="strict counting of convolutions and classifier differs by up to 3 %",
    )
    return PublishedNetwork(name, BOOLNET, (value,), top1, None, energy)


def _melius(
    name: str, digits: tuple[str, str, str, str], top1: float, top5: float
) -> PublishedNetwork:
    parameters, binary, ops, mebibytes = digits
    values = (
        PublishedValue("parameters", parameters),
        PublishedValue("binary_parameters", binary),
        PublishedValue(
            "operations",
            ops,
            MILLION,
            WITHOUT_CLASSIFIER,
            "float multiply-adds without the classifier + binary / 64",
        ),
        PublishedValue("size_mebibytes", mebibytes, rule="32 bits and 1 bit, over 2**20 bytes"),
    )
    return PublishedNetwork(name, MELIUS, values, top1, top5)


def _accuracy(name: str, top1: float, top5: float) -> PublishedNetwork:
    return PublishedNetwork(name, MELIUS, (), top1, top5)


_SIDE = CountingRules(kernel="side")


def _asymmnet(name: str, values: tuple[str, str, str], top1: float) -> PublishedNetwork:
    millions, multiply_adds, rule = values
    rules = _SIDE if rule else CountingRules()
    return PublishedNetwork(
        name,
        ASYMM,
        (
            PublishedValue("parameters", millions, MILLION, rules, rule or "all"),
            PublishedValue(
                "operations",
                multiply_adds,
                MILLION,
                rule="multiply-adds; the page's GFLOPs are twice these",
            ),
        ),
        top1,
    )


MOBILENET = "table of the paper, retyped from tf.keras's documentation of MobileNet"
TORCHVISION = "documentation of torchvision's IMAGENET1K_V1 weights"


def _mobilenet(width: float, millions: str, multiply_adds: str, top1: float) -> PublishedNetwork:
    values = (
        PublishedValue("parameters", millions, MILLION),
        PublishedValue("operations", multiply_adds, MILLION, rule="multiply-adds"),
    )
    return PublishedNetwork(f"MobileNetV1 x{width}", MOBILENET, values, top1)


def _resnet(depth: int, parameters: str, giga: str, top1: float, top5: float) -> PublishedNetwork:
    values = (
        PublishedValue("parameters", parameters),
        PublishedValue(
            "operations", giga, 1e9, rule='multiply-adds, which the page calls "GFLOPS"'
        ),
    )
    return PublishedNetwork(f"ResNet-{depth}", TORCHVISION, values, top1, top5)


BIREAL = PublishedNetwork(
    "Bi-RealNet-18",
    "abstract of arXiv 2106.06991",
    (),
    top1=56.4,
    energy_millijoules=0.84 * 4.6,
    derived_energy=True,
)
ROWS: tuple[PublishedNetwork, ...] = (
    _boolnet("BaseNet-18 k=1", 48.9, 0.61, "151"),
    _boolnet("BaseNet-18 k=4", 55.1, 0.74, "154"),
    _boolnet("BoolNet-18 k=4", 57.6, 0.84, "164"),
    _boolnet("BoolNet*-18 k=4", 59.6, 1.18, "176"),
    BIREAL,
    _melius("MeliusNet22", ("6944584", "6119424", "208.13", "3.88"), 63.62, 84.55),
    _melius("MeliusNet29", ("11328328", "10321920", "214.31", "5.07"), 65.81, 86.20),
    _melius("MeliusNet59", ("55555336", "52641792", "531.95", "17.39"), 71.06, 89.63),
    _melius("MeliusNetA", ("9238984", "8441856", "162.54", "4.05"), 63.36, 84.15),
    _melius("MeliusNet22 7x7 stem", ("6948392", "6119424", "257.50", "3.89"), 62.88, 84.28),
    _melius("MeliusNet29 7x7 stem", ("11332136", "10321920", "263.69", "5.08"), 64.95, 85.57),
    _accuracy("MeliusNet42", 69.19, 88.33),
    _accuracy("MeliusNetB", 65.69, 85.86),
    _accuracy("MeliusNetC", 64.07, 85.02),
    _melius("BinaryDenseNet28", ("5127688", "4202496", "208.59", "4.03"), 62.62, 83.98),
    _melius("BinaryDenseNet37", ("8698440", "7593984", "220.14", "5.12"), 64.21, 85.07),
    _melius("BinaryDenseNet28 7x7 stem", ("5131496", "4202496", "257.96", "4.04"), 61.75, 83.34),
    _melius("BinaryDenseNet37 7x7 stem", ("8702248", "7593984", "269.52", "5.13"), 63.29, 84.38),
    _melius("BinaryResNetE18", ("11685838", "10985472", "114.10", "3.98"), 60.64, 82.37),
    _melius("BinaryResNetE34", ("21793998", "21086208", "143.00", "5.21"), 63.73, 84.88),
    _melius("BinaryResNetE18 7x7 stem", ("11689646", "10985472", "163.47", "4.00"), 60.00, 81.90),
    _melius("BinaryResNetE34 7x7 stem", ("21797806", "21086208", "192.37", "5.23"), 63.33, 84.63),
    _asymmnet("AsymmNet-Large x1.0", ("5.99", "216.9", "kernel's side for its area"), 75.4),
    _asymmnet("AsymmNet-Large x0.5", ("2.8", "67.2", ""), 69.2),
    _asymmnet("AsymmNet-Small x1.0", ("3.1", "57.7", ""), 68.4),
    _mobilenet(0.5, "1.3", "149", 63.7),
    _mobilenet(0.75, "2.6", "325", 68.4),
    _mobilenet(1.0, "4.2", "569", 70.6),
    _resnet(18, "11689512", "1.81", 69.758, 89.078),
    _resnet(34, "21797672", "3.66", 73.314, 91.42),
)
