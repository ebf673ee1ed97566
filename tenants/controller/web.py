"""The controller's addresses for others. The one door to aiohttp.

At one of them it tells whether it is well (`/healthz`), its figures (`/metrics`), and hears the webhooks
with which forges say that something was pushed (`/hooks/NAME`). At another one phones fetch their files.

A webhook is a hint to look, and nothing in its body is believed: it must be signed by the secret that
was agreed, and a signed one that is sent again makes us look again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from aiohttp import web

from schema.secret import Secret
from tenants.provisioning.messages import LARGEST_FORM, Answer, Asked

LARGEST_BODY = 5 << 20
Forge: TypeAlias = Literal["github", "gitlab", "gitea"]


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook by name: which forge calls it, and the secret it signs with."""

    name: str
    forge: Forge
    secret: Secret

    def is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a request was made by who knows the secret. Takes the same time either way."""
        key = self.secret.reveal().encode()
        code = hmac.new(key, body, hashlib.sha256).hexdigest()
        match self.forge:
            case "github":
                shown, wanted = headers.get("X-Hub-Signature-256", ""), f"sha256={code}"
            case "gitea":
                shown, wanted = headers.get("X-Gitea-Signature", ""), code
            case "gitlab":  # shows the secret itself, so it must come over TLS
                shown, wanted = headers.get("X-Gitlab-Token", ""), self.secret.reveal()
            case _:
                assert_never(self.forge)
        return hmac.compare_digest(shown.encode(errors="replace"), wanted.encode())


@dataclass(frozen=True, slots=True)
class Answers:
    """What the address answers with: whether all is well and why not, figures, and a bell to ring."""

    health: Callable[[], Mapping[str, object]]
    figures: Callable[[], tuple[bytes, str]]
    ring: Callable[[str], None]
    webhooks: tuple[Webhook, ...] = ()


class Server:
    """Serves until it is stopped, from a thread of its own."""

    largest = LARGEST_BODY
    name = "web"

    def __init__(self, address: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._where = (address, port, tls)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._started = threading.Event()
        self._failed: OSError | None = None
        self.port = port

    def start(self) -> None:
        """Listen. OSError where the address is taken."""
        self._thread.start()
        self._started.wait(10)
        if self._failed is not None:
            raise self._failed

    def stop(self) -> None:
        """Answer what was asked, and end."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)

    def routes(self, app: web.Application) -> None:
        """Says what is answered where."""
        raise NotImplementedError

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application(client_max_size=self.largest)
        self.routes(app)
        runner = web.AppRunner(app, handle_signals=False, access_log=None, shutdown_timeout=1)
        try:
            self._loop.run_until_complete(self._listen(runner))
            self._started.set()
            self._loop.run_forever()
        except OSError as error:
            self._failed = error
        finally:
            self._loop.run_until_complete(runner.cleanup())
            self._loop.close()
            self._started.set()

    async def _listen(self, runner: web.AppRunner) -> None:
        address, port, tls = self._where
        await runner.setup()
        await web.TCPSite(runner, address, port, ssl_context=tls).start()
        self.port = runner.addresses[0][1]


class WebServer(Server):
    """The address of health, figures and webhooks."""

    def __init__(
        self, answers: Answers, address: str, port: int, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(address, port, tls)
        self._answers = answers
        self._hooks = {hook.name: hook for hook in answers.webhooks}

    def routes(self, app: web.Application) -> None:
        """Health, figures, webhooks."""
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/metrics", self._figures)
        app.router.add_post("/hooks/{name}", self._hook)

    async def _health(self, _request: web.Request) -> web.Response:
        health = self._answers.health()
        return web.json_response(health, status=200 if health.get("well") else 503)

    async def _figures(self, _request: web.Request) -> web.Response:
        text, kind = self._answers.figures()
        return web.Response(body=text, headers={"Content-Type": kind})

    async def _hook(self, request: web.Request) -> web.Response:
        """An unknown name is answered as a wrong signature is: who asks learns nothing."""
        body = await request.read()
        hook = self._hooks.get(request.match_info["name"], NOBODY)
        if not hook.is_signed(request.headers, body) or hook is NOBODY:
            return web.Response(status=403, text="not signed by anyone we know\n")
        self._answers.ring(f"webhook {hook.name}")
        return web.Response(status=202, text="looking\n")


class PhoneServer(Server):
    """The address of phones: everything that is asked there is answered by one function."""

    largest = LARGEST_FORM
    name = "phones"

    def __init__(
        self, answer: Answer, address: str, port: int, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(address, port, tls)
        self._answer = answer

    def routes(self, app: web.Application) -> None:
        """Everything."""
        app.router.add_route("*", "/{path:.*}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        found = self._answer(await _asked(request))
        response = web.Response(body=found.body or None, status=found.status)
        response.headers["Server"] = "pbxc"  # no version: whoever looks for an old one finds none
        for name, value in found.headers:
            response.headers.add(name, value)
        return response


async def _asked(request: web.Request) -> Asked:
    path, _, query = request.raw_path.partition("?")
    headers = {name.lower(): value for name, value in request.headers.items()}
    far_end = request.transport.get_extra_info("peername") if request.transport else None
    body = await request.read() if request.can_read_body else b""
    address = str(far_end[0]) if far_end else ""
    return Asked(request.method, path, headers, address, _subject(request), query, body)


def _subject(request: web.Request) -> str:
    """The subject of the client's certificate, `name=value` for each part. The handshake has proved
    that an authority of ours issued it."""
    shown = request.transport.get_extra_info("peercert") if request.transport else None
    parts = (pair for part in (shown or {}).get("subject", ()) for pair in part)
    return ", ".join(f"{name}={value}" for name, value in parts)


NOBODY = Webhook("", "github", Secret("nobody signs with this"))
