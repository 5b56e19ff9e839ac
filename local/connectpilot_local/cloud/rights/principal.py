"""Who asks, and what every request says of itself: the global condition keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connectpilot_local.cloud.identity import ACCOUNT, REGION
from connectpilot_local.cloud.rights.roles import RolePolicies
from connectpilot_local.cloud.rights.targets import Values

FAMILIES = frozenset({"aws:requesttag/", "aws:principaltag/"})
_ACCOUNT_FIELD = 4


@dataclass(frozen=True, slots=True)
class Session:
    """A role's session: what an access key stands for."""

    role_arn: str
    name: str

    @property
    def arn(self) -> str:
        account, role = self.role_arn.split(":")[_ACCOUNT_FIELD], self.role_arn.rsplit("/", 1)[-1]
        return f"arn:aws:sts::{account}:assumed-role/{role}/{self.name}"


def global_values(session: Session, role: RolePolicies, resource: str, now: datetime, region: str = REGION) -> Values:
    """The global keys of a role's call; () where AWS would send none.

    Source: IAM user guide, "AWS global condition context keys". The local endpoint's plain HTTP stands for TLS.
    """
    account = session.role_arn.split(":")[_ACCOUNT_FIELD]
    fields = resource.split(":")
    values: dict[str, tuple[str, ...]] = {
        "aws:principalarn": (session.role_arn,),
        "aws:principalaccount": (account,),
        "aws:principaltype": ("AssumedRole",),
        "aws:userid": (f"{role.unique_id}:{session.name}",),
        "aws:username": (),
        "aws:principalisawsservice": ("false",),
        "aws:principalservicename": (),
        "aws:resourceaccount": ((fields[_ACCOUNT_FIELD] if len(fields) > _ACCOUNT_FIELD else "") or ACCOUNT,),
        "aws:sourceaccount": (),
        "aws:sourcearn": (),
        "aws:viaawsservice": ("false",),
        "aws:calledvia": (),
        "aws:calledviafirst": (),
        "aws:calledvialast": (),
        "aws:tagkeys": (),
        "aws:requestedregion": (region,),
        "aws:securetransport": ("true",),
        **moment_values(now),
    }
    return values | {f"aws:principaltag/{key.lower()}": (value,) for key, value in role.tags}


def moment_values(now: datetime) -> dict[str, tuple[str, ...]]:
    return {"aws:currenttime": (now.isoformat(),), "aws:epochtime": (str(int(now.timestamp())),)}
