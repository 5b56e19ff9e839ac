"""The judge: every request, with or without HTTP, comes here with the role that makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectpilot_local.clock import Clock
from connectpilot_local.cloud.identity import REGION
from connectpilot_local.cloud.rights import machine_role, trust
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
        return self._logged(role_arn, trust.ASSUME, full_name(service), self._trust(role_arn, service, source_arn))

    def credentials_for(
        self, role_arn: str, service: str | None = None, *, session: str = DEFAULT_SESSION_NAME
    ) -> Credentials:
        """Credentials of a role for a service that runs as it; RoleNotAssumableError when it may not.

        Without `service` one of those the local cloud plays must be trusted.
        """
        candidates = (service,) if service else SERVICES
        found = {one: self._trust(role_arn, one) for one in candidates}
        chosen = next((one for one, verdict in found.items() if verdict.allowed), candidates[0])
        verdict = self._logged(role_arn, trust.ASSUME, full_name(chosen), found[chosen])
        if not verdict.allowed:
            raise RoleNotAssumableError(f"{role_arn} cannot be assumed by {' or '.join(candidates)}: {verdict}")
        return self.sessions.credentials(role_arn, session)

    def trusted_by_any(self, role_arn: str, services: Sequence[str]) -> bool:
        """For glue that acts as one of several services and does not say which."""
        return any(self._trust(role_arn, one).allowed for one in services)

    def _trust(self, role_arn: str, service: str, source_arn: str | None = None) -> Verdict:
        if not self.enforced:
            return _OFF
        role = role_named(role_arn)
        if role is None:
            return _no_role(role_arn)
        name = full_name(service)
        values: dict[str, tuple[str, ...]] = {
            "aws:sourceaccount": (role_arn.split(":")[4],),
            "aws:principalisawsservice": ("true",),
            "aws:principalservicename": (name,),
            "sts:externalid": (),
            **moment_values(self._clock.now()),
        }
        if source_arn:
            values["aws:sourcearn"] = (source_arn,)
        return trust.judge_trust(role.trust, "Service", (name,), Facts(values))

    def judge_own_role(self, call: Call) -> Refused | None:
        """What a new or changed state machine's own role needs, whoever makes the machine: AWS looks at once."""
        needs = machine_role.needs_of(call)
        if needs is None:
            return None
        role_arn, machine_arn, targets = needs
        verdict = self.may_assume(role_arn, "states", machine_arn)
        if not verdict.allowed:
            return Refused(Target(trust.ASSUME, role_arn), verdict)
        session = Session(role_arn, DEFAULT_SESSION_NAME)
        judged = ((target, self._judge(session, target, call.region)) for target in targets)
        return next((Refused(target, verdict) for target, verdict in judged if not verdict.allowed), None)

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


def full_name(service: str) -> str:
    return service if "." in service else f"{service}.amazonaws.com"


def _no_role(arn: str) -> Verdict:
    return Verdict(Reason.NOT_JUDGED, f"there is no role {arn}")
