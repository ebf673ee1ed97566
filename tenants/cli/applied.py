"""What is asked of the controller that runs, or done here where none does."""

from __future__ import annotations

import os

from tenants.cli.installed import answered
from tenants.controller.control import NotServing, Request, Result, ask, user_name
from tenants.installation import Installation


def done(installation: Installation, request: Request) -> Result:
    """Has the controller do something, or does it here, with the same words. Refused."""
    try:
        return answered(ask(installation.state, request))
    except NotServing:
        return _done_here(installation, request)


def _done_here(installation: Installation, request: Request) -> Result:
    from tenants.controller.logs import open_log
    from tenants.controller.opening import opened
    from tenants.controller.service import Service

    log = open_log(plain=True)
    log.setLevel("WARNING")
    with opened(installation, os.environ, f"pbxc {request.do}") as at:
        service = Service(at, log)
        at.desk.recall(at.ledger.live_lock())
        result = answered(service.answer(request, user_name(os.getuid())))
        service.write_notes()
        service.phone_desk.close()
        return result
