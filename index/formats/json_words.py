"""Words whose speakers stand elsewhere: Amazon Transcribe's older results (API of 2017).

    {"results": {"items": [{"start_time": "0.4", "alternatives": [{"content": "Good"}]}, ...],
                 "speaker_labels": {"segments": [{"speaker_label": "spk_0", "items": [{"start_time": "0.4"}]}]}}}

Each word takes the speaker of the segment that holds a word of the same start.
"""

from __future__ import annotations

from collections.abc import Mapping


def with_speakers(data: object) -> object:
    """The document with a speaker on each of its words, where segments beside them say who speaks; else as it is."""
    results = data.get("results") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(results, dict):
        return data
    items, labels = results.get("items"), results.get("speaker_labels")
    segments = labels.get("segments") if isinstance(labels, dict) else None
    if not isinstance(items, list) or not isinstance(segments, list):
        return data
    if any(isinstance(item, dict) and "speaker_label" in item for item in items):
        return data
    said = {
        word["start_time"]: word.get("speaker_label") or segment.get("speaker_label")
        for segment in segments
        if isinstance(segment, dict) and isinstance(segment.get("items"), list)
        for word in segment["items"]
        if isinstance(word, dict) and isinstance(word.get("start_time"), str)
    }
    return {**data, "results": {**results, "items": [_labelled(item, said) for item in items]}}


def _labelled(item: object, said: Mapping[str, object]) -> object:
    start = item.get("start_time") if isinstance(item, dict) else None
    if isinstance(item, dict) and isinstance(start, str) and start in said:
        return {**item, "speaker_label": said[start]}
    return item
