"""Serving the page: loopback only, unless an address is given together with a password."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.api import Assistant
from index.errors import InputError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


class SecurityHeaders:
    """ASGI middleware: the browser itself is told to load nothing from elsewhere and to be framed by nobody."""

    HEADERS = (
        # Gradio's own code needs inline scripts and `Function` (templates of components).
        (
            b"content-security-policy",
            b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:; "
            b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
            b"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
        ),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self.HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers)


def serve(
    assistant: Assistant, *, host: str, port: int, auth: str | None, open_browser: bool, warm: bool, mcp: bool = False
) -> None:
    """Open the page and stay until interrupted; InputError for an address that must not or cannot be bound."""
    if warm:
        assistant.warm_up()
    # A terminated server ends like an interrupted one: models are freed, uploads are cleared away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with opened(assistant, host=host, port=port, auth=auth, open_browser=open_browser, mcp=mcp) as (address, page):
        click.echo(f"TurnCite is open at {address} (Ctrl+C closes it).", err=True)
        if mcp:
            click.echo(f"Its MCP server is at {address}/gradio_api/mcp/", err=True)
        page.block_thread()


@contextmanager
def opened(
    assistant: Assistant,
    *,
    host: str,
    port: int,
    auth: str | None = None,
    open_browser: bool = False,
    mcp: bool = False,
) -> Iterator[tuple[str, Any]]:
    """The page while it is served: its address and the running `gr.Blocks`. Errors as for `serve`."""
    password = check_binding(host, auth)
    if mcp and importlib.util.find_spec("mcp") is None:
        raise InputError("The MCP server needs a package that is not installed.", "Run: pip install mcp")
    port = free_port(host, port)
    from assistant.uploads import sweep  # noqa: PLC0415 - loaded when needed

    # Read by gradio when it is imported: no usage statistics, no look-ups on a model hub.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with tempfile.TemporaryDirectory(prefix="turncite-uploads-", ignore_cleanup_errors=True) as uploads:
        os.environ["GRADIO_TEMP_DIR"] = uploads
        sweep(assistant.library)
        with _launched(assistant, host, port, password, open_browser, mcp, Path(uploads)) as page:
            yield f"http://{f'[{host}]' if ':' in host else host}:{port}", page


@contextmanager
def _launched(
    assistant: Assistant,
    host: str,
    port: int,
    password: tuple[str, str] | None,
    open_browser: bool,
    mcp: bool,
    uploads: Path,
) -> Iterator[Any]:
    import gradio as gr  # noqa: PLC0415 - takes seconds, and only this command needs it
    from starlette.middleware import Middleware  # noqa: PLC0415 - as above

    from assistant.ui.page import build, head, i18n  # noqa: PLC0415 - loaded when needed
    from assistant.uploads import MAX_BYTES  # noqa: PLC0415 - loaded when needed

    page = build(assistant, uploads).queue(max_size=64)
    page.launch(
        server_name=host,
        server_port=port,
        auth=password,
        quiet=True,
        inbrowser=open_browser,
        share=False,
        prevent_thread_lock=True,
        footer_links=["api"],  # Gradio's description of the API, which the settings open
        run_history=False,
        enable_monitoring=False,
        max_threads=64,
        max_file_size=MAX_BYTES,
        mcp_server=mcp,
        ssr_mode=False,
        pwa=False,
        theme=gr.themes.Default(font=_THEME_FONTS, font_mono=_MONO_FONTS),
        head=head(),
        i18n=i18n(),
        app_kwargs={"middleware": [Middleware(SecurityHeaders)]},
    )
    try:
        yield page
    finally:
        page.close(verbose=False)
