"""What a network costs: a row for each layer, and totals that follow from the rows alone."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class LayerCost:
    """One layer: a module that has parameters of its own or does multiply-adds itself.

    Attributes:
        name: Path of the module, "" for the whole.
        module: Class name of the module.
        kind: "convolution", "linear", "matmul", "normalization" or "other".
        output_shape: Shape that it returned last, without the batch; None if it never ran.
        weight_shape: Shape of the parameter called ``weight``, or None.
        groups: Groups of a convolution, else 1.
        weight_bits: Stored bits of each number in ``weight``.
        activation_bits: Bits of each number that it reads.
        weights: Numbers in ``weight``.
        other_parameters: Numbers in its other parameters, such as a bias.
        other_bits: Stored bits of each of those.
        multiply_adds: Convolution, linear and matmul work, all calls together.
        normalized_values: Numbers that it normalises.
        input_values: Numbers that the multiply-adds read, without weights.
        output_values: Numbers that the multiply-adds write.
        calls: How often it ran.
        classifier: Whether it is the linear layer that gives the classes.
    """

    name: str
    module: str
    kind: str = "other"
    output_shape: tuple[int, ...] | None = None
    weight_shape: tuple[int, ...] | None = None
    groups: int = 1
    weight_bits: int = 32
    activation_bits: int = 32
    weights: int = 0
    other_parameters: int = 0
    other_bits: int = 32
    multiply_adds: int = 0
    normalized_values: int = 0
    input_values: int = 0
    output_values: int = 0
    calls: int = 1
    classifier: bool = False

    @property
    def parameters(self) -> int:
        """Numbers in all of its own parameters."""
        return self.weights + self.other_parameters

    @property
    def binary(self) -> bool:
        """Whether its multiply-adds are XNOR and popcount: one bit times one bit."""
        return self.weight_bits == 1 and self.activation_bits == 1

    @property
    def stored_bits(self) -> int:
        """Bits that its parameters take at their own precision."""
        return self.weights * self.weight_bits + self.other_parameters * self.other_bits


@dataclasses.dataclass(frozen=True)
class FeatureMap:
    """A tensor between layers.

    Attributes:
        name: Stage or module that hands it on.
        shape: Its shape without the batch.
        bits: Bits of all its numbers together.
    """

    name: str
    shape: tuple[int, ...]
    bits: int


@dataclasses.dataclass(frozen=True)
class NetworkCost:
    """Everything that counting rules, sizes and energy are computed from.

    Attributes:
        layers: Rows in the order in which the modules are defined.
        stages: Output of each module that carries a ``stage_name``.
        stored_maps: Maps that go through memory: outputs of the modules that declare
            ``stored_bits``; where none does, the output of every layer with multiply-adds.
        input_shapes: Shape of each input, without the batch.
    """

    layers: tuple[LayerCost, ...]
    stages: tuple[FeatureMap, ...]
    stored_maps: tuple[FeatureMap, ...]
    input_shapes: tuple[tuple[int, ...], ...]

    @property
    def parameters(self) -> int:
        """Trainable numbers; a tensor shared by two layers counts once."""
        return sum(each.parameters for each in self.layers)

    @property
    def binary_parameters(self) -> int:
        """Numbers stored in one bit."""
        return sum(each.weights for each in self.layers if each.weight_bits == 1)

    @property
    def multiply_adds(self) -> int:
        """Float and binary multiply-adds together, unweighted."""
        return sum(each.multiply_adds for each in self.layers)

    @property
    def binary_multiply_adds(self) -> int:
        """Multiply-adds of one bit with one bit."""
        return sum(each.multiply_adds for each in self.layers if each.binary)

    @property
    def float_multiply_adds(self) -> int:
        """All multiply-adds that are not binary, the classifier included."""
        return self.multiply_adds - self.binary_multiply_adds

    @property
    def stored_bits(self) -> int:
        """Bits of all parameters at the precision that each layer declares."""
        return sum(each.stored_bits for each in self.layers)

    @property
    def stored_map_bits(self) -> int:
        """Bits of the feature maps that go through memory, for one input."""
        return sum(each.bits for each in self.stored_maps)

    @property
    def activation_bits_read(self) -> int:
        """Bits that all layers with multiply-adds read as their inputs."""
        return sum(each.input_values * each.activation_bits for each in self.layers)

    @property
    def peak_activation_bytes(self) -> float:
        """Input and output of the layer where their sum is largest, outputs at 32 bits.

        Shortcuts that wait meanwhile are not included.
        """
        return max((working_bits(each) for each in self.layers), default=0) / 8

    def layer(self, name: str) -> LayerCost:
        """Return the layer with this name.

        Raises:
            KeyError: If there is none.
        """
        return {each.name: each for each in self.layers}[name]


def working_bits(layer: LayerCost) -> int:
    """Return the bits of a layer's input and output in one call, the output at 32 bits."""
    bits = layer.input_values * layer.activation_bits + layer.output_values * 32
    return bits // layer.calls
