"""Access keys and the role sessions they stand for, made and kept by moto's STS."""

from __future__ import annotations

import threading

from moto.sts.models import sts_backends

from connectpilot_local.cloud.identity import ACCOUNT, PARTITION, REGION
from connectpilot_local.cloud.rights.principal import Session

_TWELVE_HOURS = 43200
DEFAULT_SESSION_NAME = "connectpilot-local"
Credentials = dict[str, str]


class Sessions:
    """One session per role and name; keys that others got from STS itself are known too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._credentials: dict[Session, Credentials] = {}
        self._by_key: dict[str, Session] = {}

    def credentials(self, role_arn: str, name: str = DEFAULT_SESSION_NAME) -> Credentials:
        session = Session(role_arn, name)
        with self._lock:
            if session not in self._credentials:
                self._credentials[session] = self._assume(session)
            return dict(self._credentials[session])

    def _assume(self, session: Session) -> Credentials:
        assumed = sts_backends[ACCOUNT][PARTITION].assume_role(
            region_name=REGION,
            role_session_name=session.name,
            role_arn=session.role_arn,
            policy="",
            duration=_TWELVE_HOURS,
            external_id="",
        )
        self._by_key[assumed.access_key_id] = session
        return {
            "AccessKeyId": assumed.access_key_id,
            "SecretAccessKey": assumed.secret_access_key,
            "SessionToken": assumed.session_token,
        }

    def of_key(self, access_key: str) -> Session | None:
        if session := self._by_key.get(access_key):
            return session
        assumed = sts_backends[ACCOUNT][PARTITION].get_assumed_role_from_access_key(access_key)
        return Session(assumed.role_arn, assumed.session_name) if assumed else None
