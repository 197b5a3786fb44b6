"""What the encoder's channels usually look like: measured once, on a few ordinary sentences, when it is converted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.graph import sites
from index.embedding.rowwise import Usual
from index.embedding.runtime import open_session

if TYPE_CHECKING:
    import onnx

    from index.embedding.e5s import Architecture

# Ordinary sentences of the kinds that are embedded: prepared remarks, questions, operator lines, news; both languages.
SENTENCES = (
    "query: What did the chief financial officer say about capital expenditure?",
    "query: How fast did the cloud business grow compared with last year?",
    "query: 公司第三季度的毛利率是多少？",
    "query: 管理层如何看待明年的市场需求？",
    "passage: Thank you, operator. Good afternoon, everyone, and welcome to our third quarter earnings call.",
    "passage: The company reported quarterly revenue of 12.5 billion dollars, up 8% from a year ago.",
    "passage: Operating margin improved by 150 basis points, driven by cost discipline and a better product mix.",
    "passage: Our next question comes from the line of a research analyst. Please go ahead, your line is open.",
    "passage: Yes, thanks for taking my question. Could you talk about pricing, and how customers have responded?",
    "passage: We expect supply to remain tight through the first half, and we are adding capacity as fast as we can.",
    "passage: 感谢各位参加今天的电话会议。现在我们进入问答环节，请第一位分析师提问。",
    "passage: 我们预计下一季度营收将在 50 亿至 55 亿美元之间，同比增长约 10%，毛利率保持稳定。",
    "passage: 云计算业务收入同比增长 20%，主要得益于人工智能需求的强劲增长，以及新客户的持续加入。",
    "passage: 关于你的第二个问题，我们会继续投资于研发和基础设施，同时控制成本，提高运营效率。",
    "passage: 公司公布财报后股价上涨，分析师认为其指引好于市场预期，但仍需关注库存和汇率的影响。",
    "passage: 谢谢，我想问一下海外市场的情况。你们在欧洲和东南亚的门店扩张计划有变化吗？",
)


def usual_values(
    model: onnx.ModelProto, architecture: Architecture, texts: Iterable[Sequence[int]]
) -> dict[str, Usual]:
    """Mean and deviation at every site of an encoder written with `taps`, over texts given as token ids."""
    session = open_session(model.SerializeToString())
    names = sites(architecture)
    seen: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for ids in texts:
        row = np.array([ids], np.int64)
        values = session.run(names, {"input_ids": row, "attention_mask": np.ones_like(row)})
        for name, value in zip(names, values, strict=True):
            seen[name].append(value)
    return {name: _usual(np.concatenate(values)) for name, values in seen.items()}


def _usual(rows: np.ndarray) -> Usual:
    return Usual(mean=rows.mean(axis=0).astype(np.float32), deviation=rows.std(axis=0).astype(np.float32))
