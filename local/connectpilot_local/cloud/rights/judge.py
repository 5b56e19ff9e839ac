"""The judge: every request, with or without HTTP, comes here with the role that makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectpilot_local.clock import Clock
from connectpilot_local.cloud.identity import REGION
from connectpilot_local.cloud.rights import trust
from connectpilot_local.cloud.rights.call import Call, NotUnderstoodError
from connectpilot_local.cloud.rights.evaluator import Asked, decide
from connectpilot_local.cloud.rights.facts import Facts, lower_keys
from connectpilot_local.cloud.rights.log import RightsLog
from connectpilot_local.cloud.rights.principal import FAMILIES, Session, global_values, moment_values
from connectpilot_local.cloud.rights.roles import RolePolicies, role_named
from connectpilot_local.cloud.rights.services import targets_of
from connectpilot_local.cloud.rights.sessions import DEFAULT_SESSION_NAME, Credentials, Sessions
from connectpilot_local.cloud.rights.tags import TagReader, request_values
from connectpilot_local.cloud.rights.targets import ASSOCIATED, PASS_ROLE, PASSED_TO, Target, Values
from connectpilot_local.cloud.rights.verdict import Reason, Verdict

# Who may run as a role of ours; used where the caller does not say which of them it is.
SERVICES = ("lambda", "states", "events", "scheduler", "kafkaconnect")
_OFF = Verdict(Reason.OFF)
Context = Mapping[str, str | Sequence[str]]


class RoleNotAssumableError(Exception):
    """A role's trust policy does not let the service that wants to run as it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The first thing of a call that is not allowed."""

    target: Target
    verdict: Verdict


class Rights:
    """Judges by the policies that moto's IAM holds at that moment; `enforced=False` allows everything, and says so."""

    def __init__(self, clock: Clock, *, enforced: bool = True, read_tags: TagReader | None = None) -> None:
        self.log = RightsLog()
        self.sessions = Sessions()
        self.enforced = enforced
        self._clock = clock
        self._read_tags = read_tags

    def judge(self, role_arn: str, action: str, resource: str, context: Context | None = None) -> Verdict:
        """Judge what glue does in a role's name without an HTTP call; `context` are condition keys of the service."""
        values = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in (context or {}).items()}
        return self._judge(
            Session(role_arn, DEFAULT_SESSION_NAME), Target(action, resource, lower_keys(values)), REGION
        )

    def judge_call(self, session: Session, call: Call) -> Refused | None:
        """The first refusal among all that a call asks for, or None: then it may pass."""
        for target in self._targets(session, call):
            verdict = self._judge(session, target, call.region)
            if verdict.allowed and target.action == PASS_ROLE:
                verdict = self._judge_passed(target)
            if verdict.allowed and target.action == trust.ASSUME:
                verdict = self._judge_chained(session, target)
            if not verdict.allowed:
                return Refused(target, verdict)
        return None

    def may_assume(self, role_arn: str, service: str, source_arn: str | None = None) -> Verdict:
        """Whether a service ("lambda.amazonaws.com", or "lambda") may run as a role, by the role's trust policy."""
        if not self.enforced:
            return _OFF
        name = service if "." in service else f"{service}.amazonaws.com"
        role = role_named(role_arn)
        if role is None:
            return self._logged(role_arn, trust.ASSUME, name, _no_role(role_arn))
        values: dict[str, tuple[str, ...]] = {
            "aws:sourceaccount": (role_arn.split(":")[4],),
            "aws:principalisawsservice": ("true",),
            "aws:principalservicename": (name,),
            "sts:externalid": (),
            **moment_values(self._clock.now()),
        }
        if source_arn:
            values["aws:sourcearn"] = (source_arn,)
        return self._logged(
            role_arn, trust.ASSUME, name, trust.judge_trust(role.trust, "Service", (name,), Facts(values))
        )

    def credentials_for(
        self, role_arn: str, service: str | None = None, *, session: str = DEFAULT_SESSION_NAME
    ) -> Credentials:
        """Credentials of a role for a service that runs as it; RoleNotAssumableError when it may not.

        Without `service` one of those the local cloud plays must be trusted.
        """
        candidates = (service,) if service else SERVICES
        if self.enforced and not any(self._trusts(role_arn, one) for one in candidates):
            raise RoleNotAssumableError(f"{role_arn} does not trust {' or '.join(candidates)}")
        return self.sessions.credentials(role_arn, session)

    def _trusts(self, role_arn: str, service: str) -> bool:
        """A look that is not worth a line in the log: most roles trust one service of the five."""
        return role_named(role_arn) is not None and self.may_assume(role_arn, service).allowed

    def _targets(self, session: Session, call: Call) -> list[Target]:
        try:
            found = targets_of(call)
        except NotUnderstoodError as error:
            self._logged(
                session.role_arn, f"{call.service}:{call.operation}", "?", Verdict(Reason.NOT_JUDGED, str(error))
            )
            raise
        return [Target(one.action, one.resource, {**request_values(call.params), **one.facts}) for one in found]

    def _judge(self, session: Session, target: Target, region: str) -> Verdict:
        if not self.enforced:
            verdict = _OFF
        elif (role := role_named(session.role_arn)) is None:
            verdict = _no_role(session.role_arn)
        else:
            verdict = self._decide(session, role, target, region)
        return self._logged(session.role_arn, target.action, target.resource, verdict)

    def _decide(self, session: Session, role: RolePolicies, target: Target, region: str) -> Verdict:
        values: Values = {
            **global_values(session, role, target.resource, self._clock.now(), region),
            **lower_keys(target.facts),
        }
        read = self._read_tags
        facts = Facts(values, FAMILIES, (lambda: read(target.resource)) if read else None)
        return decide(Asked(target.action, target.resource, facts), role.statements, role.boundary)

    def _judge_passed(self, target: Target) -> Verdict:
        """A role handed to a service must trust it; one that is not of this account's IAM is taken as it is."""
        if role_named(target.resource) is None:
            return Verdict(Reason.GRANTED, "the role passed is not in the local IAM")
        (service,), (source,) = target.facts[PASSED_TO], target.facts[ASSOCIATED]
        return self.may_assume(target.resource, service, source)

    def _judge_chained(self, session: Session, target: Target) -> Verdict:
        """sts:AssumeRole over HTTP needs the right to and the trust of the other role."""
        role = role_named(target.resource)
        if role is None:
            return Verdict(Reason.NOT_GRANTED)
        names = trust.aws_names(session.role_arn, session.arn)
        asking = role_named(session.role_arn) or role
        facts = Facts({**global_values(session, asking, role.arn, self._clock.now()), **target.facts}, FAMILIES)
        verdict = trust.judge_trust(role.trust, "AWS", names, facts)
        return self._logged(role.arn, trust.ASSUME, session.arn, verdict)

    def _logged(self, role: str, action: str, resource: str, verdict: Verdict) -> Verdict:
        self.log.record(role, action, resource, verdict)
        return verdict


def _no_role(arn: str) -> Verdict:
    return Verdict(Reason.NOT_JUDGED, f"there is no role {arn}")
