"""What a browser is told to refuse."""

from auth.headers import content_policy


def test_only_named_inline_scripts_may_run_and_nobody_else_may_frame_the_page() -> None:
    policy = dict(part.split(" ", 1) for part in content_policy(["'sha256-abc'"]).split("; "))
    assert policy["script-src"] == "'self' 'sha256-abc'"
    assert policy["default-src"] == policy["frame-ancestors"] == "'self'"
    assert policy["object-src"] == "'none'"
