"""A plain page: a question, its streamed answer, and the passages found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.api import Assistant
from assistant.models import Answer, Done, Retrieved, Statement, Token
from assistant.records import to_record
from assistant.ui import fragments
from index.errors import TurnCiteError
from index.language import detect


def build(assistant: Assistant) -> gr.Blocks:
    """The page over an open assistant."""

    def answer(question: str, speaker: str) -> Iterator[tuple[str, str, Answer | None]]:
        language = detect(question)
        shown, draft, found = "", "", ""
        try:
            for event in assistant.stream(question, speaker=speaker.strip() or None):
                match event:
                    case Retrieved(passages):
                        found = fragments.passages(passages, language)
                    case Token(text):
                        draft += text
                    case Statement():
                        shown += fragments.statement(event, language)
                        draft = ""
                    case Done(result):
                        yield fragments.answer(result), fragments.passages(result.passages, result.language), result
                        return
                yield shown + fragments.draft(draft, language), found, None
        except TurnCiteError as error:
            yield fragments.error(str(error)), found, None

    def keep(last: Answer | None, expected: str) -> str:
        if last is None:
            return fragments.error("There is no answer to save yet: ask a question first.")
        try:
            path = assistant.save_case(last, expected.strip() or None)
        except TurnCiteError as error:
            return fragments.error(str(error))
        return fragments.note(f"Saved in {path.name}: run it with turncite eval {path}")

    def ask(question: str, speaker: str | None = None, transcript: str | None = None) -> dict[str, Any]:
        """Ask a question about the calls of the library; the answer is a record with verified citations."""
        try:
            return to_record(assistant.ask(question, speaker=speaker or None, transcript=transcript or None))
        except TurnCiteError as error:
            return {"error": error.message, "hint": error.hint}

    page: gr.Blocks = gr.Blocks(title="TurnCite", analytics_enabled=False)
    with page:
        gr.Markdown("# TurnCite\nAsk the calls of the library in English or Chinese. 可用中文或英文提问。")
        with gr.Row():
            question = gr.Textbox(
                label="Question / 问题",
                placeholder="what did Jassy say about Trainium3 supply",
                lines=1,
                max_lines=4,
                scale=4,
                elem_id="question",
                autofocus=True,
            )
            speaker = gr.Textbox(
                label="Speaker / 发言人", placeholder="CFO", lines=1, scale=1, min_width=140, elem_id="speaker"
            )
        with gr.Row():
            go = gr.Button("Ask / 提问", variant="primary", elem_id="ask")
            stop = gr.Button("Stop / 停止", elem_id="stop")
        result = gr.HTML(elem_id="answer", label="Answer")
        with gr.Accordion("Passages / 段落", open=True):
            found = gr.HTML(elem_id="passages", label="Passages")
        last = gr.State(None)
        with gr.Row():
            expected = gr.Textbox(
                label="The right answer has to contain / 正确答案应包含",
                placeholder="empty: it should have been refused / 留空:应拒答",
                lines=1,
                scale=4,
                elem_id="expected",
            )
            save = gr.Button("Save as test / 存为测试", scale=1, min_width=160, elem_id="save")
        saved = gr.HTML(elem_id="saved", label="Saved")
        save.click(keep, [last, expected], saved, api_visibility="private")
        running = gr.on(
            [go.click, question.submit],
            answer,
            [question, speaker],
            [result, found, last],
            show_progress="minimal",
            concurrency_limit=2,
            api_visibility="private",
        )
        stop.click(None, None, None, cancels=[running], api_visibility="private")
        gr.api(ask, api_name="ask")  # type: ignore[attr-defined]  # public, but not re-exported for type checkers
    return page
