"""The controller's address: health, figures, and webhooks that must be signed."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping

import pytest

from schema.secret import Secret
from tenants.controller.metrics import CONTENT_TYPE, Metrics
from tenants.controller.web import LARGEST_BODY, Answers, Forge, Webhook, WebServer

SECRET = "agreed-upon"
BODY = b'{"ref": "refs/heads/main"}'
CODE = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
SIGNED: Mapping[Forge, Mapping[str, str]] = {
    "github": {"X-Hub-Signature-256": f"sha256={CODE}"},
    "gitea": {"X-Gitea-Signature": CODE},
    "gitlab": {"X-Gitlab-Token": SECRET},
}


class Controller:
    """What stands behind the address."""

    def __init__(self) -> None:
        self.well = True
        self.rung: list[str] = []
        self.metrics = Metrics()
        hooks = tuple(Webhook(forge, forge, Secret(SECRET)) for forge in SIGNED)
        answers = Answers(
            lambda: {"well": self.well}, lambda: (self.metrics.text(), CONTENT_TYPE),
            self.rung.append, hooks,
        )  # fmt: skip
        self.server = WebServer(answers, "127.0.0.1", 0)

    def ask(
        self, path: str, data: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.server.port}{path}"
        request = urllib.request.Request(url, data, dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@pytest.fixture
def controller() -> Iterator[Controller]:
    controller = Controller()
    controller.server.start()
    yield controller
    controller.server.stop()


@pytest.mark.parametrize(("well", "status"), [(True, 200), (False, 503)])
def test_health_is_a_status_and_says_why(controller: Controller, well: bool, status: int) -> None:
    controller.well = well
    answered, text = controller.ask("/healthz")
    assert (status, {"well": well}) == (answered, json.loads(text))


def test_figures_are_told_to_prometheus(controller: Controller) -> None:
    controller.metrics.moves.labels("main", "live").inc()
    status, text = controller.ask("/metrics")
    assert (200, True) == (status, 'pbxc_moves_total{node="main",result="live"} 1.0' in text)


@pytest.mark.parametrize("forge", SIGNED)
def test_a_signed_webhook_rings_the_bell(controller: Controller, forge: Forge) -> None:
    assert 202 == controller.ask(f"/hooks/{forge}", BODY, SIGNED[forge])[0]
    assert [f"webhook {forge}"] == controller.rung


@pytest.mark.parametrize("forge", SIGNED)
@pytest.mark.parametrize("headers", [{}, *SIGNED.values()])
def test_another_forges_signature_or_none_is_refused(
    controller: Controller, forge: Forge, headers: Mapping[str, str]
) -> None:
    if headers == SIGNED[forge]:
        headers = {name: f"{value[:-1]}x" for name, value in headers.items()}
    assert 403 == controller.ask(f"/hooks/{forge}", BODY, headers)[0]
    assert [] == controller.rung


def test_a_changed_body_is_refused(controller: Controller) -> None:
    assert 403 == controller.ask("/hooks/github", BODY + b" ", SIGNED["github"])[0]


def test_an_unknown_webhook_is_answered_like_a_wrong_signature(controller: Controller) -> None:
    wrong = controller.ask("/hooks/github", BODY, {})
    assert wrong == controller.ask("/hooks/nobody", BODY, SIGNED["github"])
    assert [] == controller.rung


def test_a_body_without_end_is_refused(controller: Controller) -> None:
    assert 413 == controller.ask("/hooks/github", b" " * (LARGEST_BODY + 1), {})[0]


def test_a_taken_address_is_told(controller: Controller) -> None:
    answers = Answers(dict, lambda: (b"", ""), lambda who: None)
    with pytest.raises(OSError, match="in use"):
        WebServer(answers, "127.0.0.1", controller.server.port).start()
