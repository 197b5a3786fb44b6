"""Serving the page: loopback only, unless an address is given together with a password."""

from __future__ import annotations

import ipaddress
import os
import socket

import click

from assistant.api import Assistant
from index.errors import InputError

_THEME_FONTS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
    "sans-serif",
)
_MONO_FONTS = ("ui-monospace", "Consolas", "monospace")


def is_loopback(host: str) -> bool:
    """Whether the address reaches this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_binding(host: str, auth: str | None) -> tuple[str, str] | None:
    """The (user, password) to ask for, or None on loopback; InputError for an open address without a password."""
    if auth is None:
        if not is_loopback(host):
            raise InputError(
                f"The page would be open to everyone who can reach {host}.", "Give --auth user:password with --host."
            )
        return None
    user, separator, password = auth.partition(":")
    if not (separator and user and len(password) >= 8):
        raise InputError("--auth needs user:password with at least 8 characters of password.")
    return user, password


def free_port(host: str, port: int, tries: int = 50) -> int:
    """The first free port from `port` on (any free one for 0); InputError where none is."""
    for candidate in [0] if port == 0 else range(port, min(port + tries, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise InputError(f"No free port from {port} on at {host}.", "Give another with --port.")


def serve(assistant: Assistant, *, host: str, port: int, auth: str | None, open_browser: bool, warm: bool) -> None:
    """Open the page and stay until interrupted; InputError for an address that must not or cannot be bound."""
    password = check_binding(host, auth)
    port = free_port(host, port)
    # Read by gradio when it is imported: no usage statistics, no look-ups on a model hub.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import gradio as gr  # noqa: PLC0415 - takes seconds, and only this command needs it

    from assistant.ui.fragments import CSS  # noqa: PLC0415 - loaded when needed
    from assistant.ui.page import build  # noqa: PLC0415 - loaded when needed

    if warm:
        assistant.warm_up()
    page = build(assistant).queue(max_size=32, default_concurrency_limit=2)
    theme = gr.themes.Default(font=_THEME_FONTS, font_mono=_MONO_FONTS)
    page.launch(
        server_name=host,
        server_port=port,
        auth=password,
        quiet=True,
        inbrowser=open_browser,
        share=False,
        prevent_thread_lock=True,
        footer_links=["api"],
        theme=theme,
        css=CSS,
        max_file_size="25mb",
        ssr_mode=False,
    )
    click.echo(f"TurnCite is open at http://{host}:{port} (Ctrl+C closes it).", err=True)
    page.block_thread()
