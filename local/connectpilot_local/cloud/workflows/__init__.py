"""Step Functions as AWS has it: what moto's interpreter gets wrong is repaired here, one reason a module."""

from __future__ import annotations

from connectpilot_local.cloud.context import Context


def install(context: Context) -> None:
    """Repair the interpreter for this run of the local cloud; a later run replaces the repairs by its own."""
    # Imported here: moto and its parser take a second, which only a cloud that runs should spend.
    from moto.core.config import default_user_config  # noqa: PLC0415

    from connectpilot_local.cloud.workflows import (  # noqa: PLC0415
        assign_after_output,
        casing,
        catch_own_state,
        children,
        choice,
        clients,
        credentials,
        dynamodb_errors,
        ending,
        item_errors,
        jsonata_engine,
        names,
        own_time,
        patching,
        retry_counts,
        thrift,
        timeouts,
        waits,
    )

    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    credentials.use(lambda role_arn: context.credentials_for(role_arn) if context.credentials_for else None)
    for repair in (
        jsonata_engine,
        assign_after_output,
        ending,
        names,
        catch_own_state,
        choice,
        waits,
        retry_counts,
        timeouts,
        children,
        item_errors,
        dynamodb_errors,
        casing,
        clients,
        own_time,
        thrift,
    ):
        patching.apply(repair, context)
