"""Writes the encoder as an ONNX graph for onnxruntime on a CPU.

A BERT encoder with mean pooling and unit length: `input_ids`, `attention_mask` (int64, batch x tokens) ->
`sentence_embedding` (float32, batch x hidden). The word embeddings stay in their 4-bit blocks (GatherBlockQuantized),
which saves 330 MB. The linear layers, nine tenths of the work, come in three arithmetics:

- `fp32`: as the weights say;
- `q4`: the 4-bit blocks themselves (MatMulNBits with 8-bit activations per block): small and nearly exact;
- `int8`: 8-bit weights per output channel and 8-bit activations per token (`index.embedding.rowwise`): the fastest.

Between the layers tokens are rows of one matrix; only attention sees batches. Fused operators of the domain
`com.microsoft` are described in onnxruntime's docs/ContribOperators.md. LayerNormalization on a sum is used where
SkipLayerNormalization would fit, since the latter takes a fifth of the whole time on a CPU.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from index.embedding.e5s import BLOCK, Architecture, Floats, Weights

if TYPE_CHECKING:
    import onnx

Arithmetic = Literal["fp32", "q4", "int8"]
MICROSOFT = "com.microsoft"
GELU_LEAST = -0.17
"""Below the least value of x * Phi(x), which is -0.16997 at x = -0.7518."""
_OPSET = 18
_IR_VERSION = 10
"""What onnxruntime reads since 1.18; the onnx package would otherwise write its own newest."""


class Graph:
    """Collects the nodes and constants of a graph; names of values are given by the caller and unique."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: npt.NDArray[Any]) -> str:
        """A constant; the first value given under a name stays."""
        from onnx import numpy_helper  # noqa: PLC0415 - only the conversion needs onnx

        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def integers(self, *values: int) -> str:
        """A constant int64 vector."""
        return self.constant(f"int64{values}", np.array(values, np.int64))

    def add(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        """One node with one output, whose name is returned."""
        from onnx import helper  # noqa: PLC0415 - loaded when needed

        self._nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def model(self, inputs: list[str], outputs: list[str], width: int) -> onnx.ModelProto:
        """The model; inputs are int64 matrices, outputs float32 matrices with `width` columns."""
        from onnx import TensorProto, helper  # noqa: PLC0415 - loaded when needed

        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT64, [None, None]) for name in inputs],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width]) for name in outputs],
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="turncite")


@dataclass(frozen=True, slots=True)
class Fold:
    """A change of variable moved into the next layer: it is fed (x - shift) / scale, per channel or throughout."""

    shift: Floats
    scale: Floats


@dataclass(frozen=True, slots=True)
class Operand:
    """What a linear layer is fed: `values` (tokens x columns) and, where they are bytes, the scale of each token."""

    values: str
    scale: str = ""
    zero: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """A linear layer: its matrix W in the file (outputs x inputs) and what is folded into it."""

    weights: Weights
    name: str
    fold: Fold | None = None

    @property
    def columns(self) -> int:
        """The number of inputs."""
        sizes = self.weights.architecture
        return sizes.ffn if self.name.endswith(".fo.w") else sizes.hidden

    @property
    def matrix(self) -> Floats:
        """W in float32, nothing folded in."""
        return self.weights.floats(self.name, self.columns)

    @property
    def bias(self) -> Floats:
        """The bias for what the layer is fed after folding."""
        bias = self.weights.floats(self.name.removesuffix(".w") + ".b")
        return bias if self.fold is None else bias + self.matrix @ np.broadcast_to(self.fold.shift, self.columns)


class Linear(Protocol):
    """How the linear layers calculate."""

    def fold(self, site: str, layers: list[Floats]) -> Fold | None:
        """The change of variable in front of these layers (rows x columns each), or None for none."""

    def operand(self, graph: Graph, values: str, name: str) -> Operand:
        """Make `values` ready once for all layers that they feed."""

    def gelu_operand(self, graph: Graph, values: str, name: str) -> tuple[Operand, Fold | None]:
        """As `operand`, for the result of a GELU, which is nowhere below `GELU_LEAST`."""

    def multiply(self, graph: Graph, operand: Operand, layer: Layer) -> str:
        """operand @ W.T without the bias; what is returned bears the layer's name."""


class Fp32:
    """Plain float32."""

    def fold(self, site: str, layers: list[Floats]) -> None:
        """None."""
        del site, layers

    def operand(self, graph: Graph, values: str, name: str) -> Operand:
        """The values themselves."""
        del graph, name
        return Operand(values)

    def gelu_operand(self, graph: Graph, values: str, name: str) -> tuple[Operand, Fold | None]:
        """The values themselves."""
        return self.operand(graph, values, name), None

    def multiply(self, graph: Graph, operand: Operand, layer: Layer) -> str:
        """One MatMul."""
        return graph.add("MatMul", [operand.values, graph.constant(f"{layer.name}.matrix", layer.matrix.T)], layer.name)


class Q4(Fp32):
    """The 4-bit blocks of the file."""

    def multiply(self, graph: Graph, operand: Operand, layer: Layer) -> str:
        """One MatMulNBits; accuracy level 4 lets it quantise the activations to 8 bits per block."""
        name, columns = layer.name, layer.columns
        nibbles, scales = layer.weights.blocks(name, columns)
        rows = len(nibbles)
        matrix = graph.constant(f"{name}.matrix", pack(nibbles).reshape(rows, columns // BLOCK, BLOCK // 2))
        inputs = [operand.values, matrix, graph.constant(f"{name}.scales", scales)]
        sizes = {"K": columns, "N": rows, "bits": 4, "block_size": BLOCK}
        return graph.add("MatMulNBits", inputs, name, MICROSOFT, accuracy_level=4, **sizes)


def pack(nibbles: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Two neighbours a byte, the first one low: onnxruntime's order. Shape (rows, columns) -> (rows, columns / 2)."""
    return nibbles[:, 0::2] | np.left_shift(nibbles[:, 1::2], 4, dtype=np.uint8)


def sites(architecture: Architecture) -> list[str]:
    """The places where one normalised value feeds linear layers, in order: two a layer."""
    return [f"l{n}.{part}" for n in range(architecture.layers) for part in ("qkv", "ffn")]


def write_encoder(weights: Weights, linear: Linear, *, taps: bool = False) -> onnx.ModelProto:
    """The whole encoder; with `taps`, the values at each of `sites` (tokens x hidden) are further outputs."""
    graph, sizes = Graph(), weights.architecture
    outputs = [_Encoder(graph, weights, linear).write(), *(sites(sizes) if taps else [])]
    return graph.model(["input_ids", "attention_mask"], outputs, sizes.hidden)


@dataclass(frozen=True, slots=True)
class _Normalised:
    """A layer norm's result as the residual stream takes it, and as the next linear layers do."""

    residual: str
    operand: Operand
    fold: Fold | None


class _Encoder:
    def __init__(self, graph: Graph, weights: Weights, linear: Linear) -> None:
        self._graph = graph
        self._weights = weights
        self._linear = linear
        self._sizes = weights.architecture

    def write(self) -> str:
        add, hidden = self._graph.add, self._sizes.hidden
        add("Cast", ["attention_mask"], "mask", to=_int32())
        add("Shape", ["input_ids"], "shape")
        self._graph.constant("hidden", np.array([hidden], np.int64))
        add("Concat", ["shape", "hidden"], "batches", axis=0)
        state = self._norm(self._embed(), "emb.ln", "l0.qkv", ["l0.q.w", "l0.k.w", "l0.v.w"])
        for n in range(self._sizes.layers):
            state = self._layer(n, state)
        return self._pool(state.residual)

    def _embed(self) -> str:
        """Word + position + type 0, one row a token."""
        graph, hidden = self._graph, self._sizes.hidden
        nibbles, scales = self._weights.blocks("emb.word", hidden)
        words = [graph.constant("words", pack(nibbles)), "input_ids", graph.constant("words.scales", scales)]
        layout = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK, "bits": 4}
        graph.add("GatherBlockQuantized", words, "embedded.words", MICROSOFT, **layout)
        positions = self._weights.floats("emb.pos", hidden) + self._weights.floats("emb.type", hidden)[0]
        graph.add("Slice", ["shape", graph.integers(1), graph.integers(2)], "length")
        inputs = [graph.constant("positions", positions), graph.integers(0), "length", graph.integers(0)]
        graph.add("Slice", inputs, "embedded.positions")
        graph.add("Add", ["embedded.words", "embedded.positions"], "embedded.batches")
        return graph.add("Reshape", ["embedded.batches", graph.integers(-1, hidden)], "embedded")

    def _layer(self, n: int, state: _Normalised) -> _Normalised:
        graph, layer = self._graph, f"l{n}"
        parts = [Layer(self._weights, f"{layer}.{part}.w", state.fold) for part in "qkv"]
        batched = []
        for part in parts:
            rows = self._linear.multiply(graph, state.operand, part)
            batched.append(graph.add("Reshape", [rows, "batches"], f"{part.name}.batches"))
        bias = graph.constant(f"{layer}.qkv.bias", np.concatenate([part.bias for part in parts]))
        inputs = [*batched, bias, "mask"]
        graph.add("MultiHeadAttention", inputs, f"{layer}.mixed", MICROSOFT, num_heads=self._sizes.heads)
        graph.add("Reshape", [f"{layer}.mixed", graph.integers(-1, self._sizes.hidden)], f"{layer}.mixed.rows")
        mixed = self._linear.operand(graph, f"{layer}.mixed.rows", f"{layer}.ao.operand")
        total = self._dense(mixed, Layer(self._weights, f"{layer}.ao.w"), state.residual)
        middle = self._norm(total, f"{layer}.aln", f"{layer}.ffn", [f"{layer}.fi.w"])
        widening = Layer(self._weights, f"{layer}.fi.w", middle.fold)
        rows = self._linear.multiply(graph, middle.operand, widening)
        bias = graph.constant(f"{layer}.fi.bias", widening.bias)
        graph.add("BiasGelu", [rows, bias], f"{layer}.gelu", MICROSOFT)
        wide, fold = self._linear.gelu_operand(graph, f"{layer}.gelu", f"{layer}.fo.operand")
        total = self._dense(wide, Layer(self._weights, f"{layer}.fo.w", fold), middle.residual)
        if n + 1 == self._sizes.layers:
            return self._norm(total, f"{layer}.oln", "", [])
        return self._norm(total, f"{layer}.oln", f"l{n + 1}.qkv", [f"l{n + 1}.{part}.w" for part in "qkv"])

    def _dense(self, operand: Operand, layer: Layer, residual: str) -> str:
        """A linear layer with its bias, added to the residual stream."""
        graph = self._graph
        inputs = [self._linear.multiply(graph, operand, layer), graph.constant(f"{layer.name}.bias", layer.bias)]
        graph.add("Add", inputs, f"{layer.name}.biased")
        return graph.add("Add", [f"{layer.name}.biased", residual], f"{layer.name}.total")

    def _norm(self, total: str, name: str, site: str, feeds: list[str]) -> _Normalised:
        """Layer norm; where the arithmetic folds, a second one whose gain and offset are changed feeds the layers."""
        gain, offset = self._weights.floats(f"{name}.w"), self._weights.floats(f"{name}.b")
        fold = self._linear.fold(site, [Layer(self._weights, feed).matrix for feed in feeds]) if feeds else None
        plain = self._layer_norm(total, gain, offset, site if feeds and fold is None else f"{name}.out")
        if not feeds:
            return _Normalised(plain, Operand(plain), None)
        fed = plain
        if fold is not None:
            fed = self._layer_norm(total, gain / fold.scale, (offset - fold.shift) / fold.scale, site)
        return _Normalised(plain, self._linear.operand(self._graph, fed, f"{site}.operand"), fold)

    def _layer_norm(self, total: str, gain: Floats, offset: Floats, output: str) -> str:
        inputs = [total, self._graph.constant(f"{output}.gain", gain), self._graph.constant(f"{output}.offset", offset)]
        return self._graph.add("LayerNormalization", inputs, output, axis=-1, epsilon=self._sizes.epsilon)

    def _pool(self, rows: str) -> str:
        """The sum over a text's tokens at unit length, which is its mean at unit length."""
        graph = self._graph
        graph.add("Reshape", [rows, "batches"], "tokens")
        graph.add("Cast", ["attention_mask"], "mask.float", to=_float())
        graph.add("Unsqueeze", ["mask.float", graph.integers(1)], "mask.row")
        graph.add("MatMul", ["mask.row", "tokens"], "sum.row")
        graph.add("Squeeze", ["sum.row", graph.integers(1)], "sum")
        return graph.add("LpNormalization", ["sum"], "sentence_embedding", axis=1, p=2)


def _int32() -> int:
    from onnx import TensorProto  # noqa: PLC0415 - loaded when needed

    return int(TensorProto.INT32)


def _float() -> int:
    from onnx import TensorProto  # noqa: PLC0415 - loaded when needed

    return int(TensorProto.FLOAT)
