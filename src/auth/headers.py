"""Headers that keep a browser from running, loading or framing what is not ours."""

from collections.abc import Callable, Sequence

from i18n import App, Receive, Scope, Send

FIXED = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class SecurityHeaders:
    """ASGI middleware; `scripts` gives, by path, the CSP sources (hashes) of the page's inline scripts."""

    def __init__(self, app: App, scripts: Callable[[str], Sequence[str]]) -> None:
        self.app, self.scripts = app, scripts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def with_headers(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])  # type: ignore[call-overload]
                policy = (b"content-security-policy", content_policy(self.scripts(scope["path"])).encode())
                message = {**message, "headers": [*headers, *FIXED, policy]}
            await send(message)

        return await self.app(scope, receive, with_headers)  # type: ignore[arg-type]


def content_policy(scripts: Sequence[str]) -> str:
    """Everything from this server only. Styles may be inline: Dash and Plotly set them on elements."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(scripts)}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
