"""Every error that crosses a boundary; Step Functions matches on the class names: they are part of the contract."""

_MOST = 16_000
"""Characters. Texts go through Lambda's answers, executions' histories (256 KiB a state) and notifications."""


class ConnectpilotError(Exception):
    """An expected failure: its text says what, where and how to mend it, at most about 16,000 characters."""

    def __str__(self) -> str:
        text, half = super().__str__(), _MOST // 2
        left_out = len(text) - 2 * half
        return text if left_out <= 0 else f"{text[:half]} ... ({left_out:,} characters more) ... {text[-half:]}"


# What a person sent


class InvalidSpecError(ConnectpilotError):
    """A connector's configuration cannot be accepted as it is."""


class UnknownPluginError(ConnectpilotError):
    """No ACTIVE plugin has this name, or none holds this connector class."""


class AmbiguousPluginError(ConnectpilotError):
    """Several plugins hold the class and none is the newest of one recipe."""


class UnknownTargetError(ConnectpilotError):
    """No target has this name, or what is stored under it is not a target."""


class InvalidRecipeError(ConnectpilotError):
    """A recipe is not YAML, too large, or says something a recipe cannot say."""


class InvalidUploadError(ConnectpilotError):
    """An uploaded object is not what its name says: empty, not an archive, not a recipe."""


class InvalidArchiveError(ConnectpilotError):
    """An archive breaks the rules under which archives are read; the text ends in the finding's code."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(f"{text} [{code}]" if code else text)


class ArtifactUnavailableError(ConnectpilotError):
    """An artefact cannot be fetched from where its recipe says."""


class ArtifactInterruptedError(ConnectpilotError):
    """A fetch broke off, or the host was too busy: a second try may succeed."""

    def __init__(self, message: str, *, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after
        """Seconds that the host asks to wait."""


class DigestMismatchError(ConnectpilotError):
    """An artefact's bytes are not those whose digest the recipe pins."""


class RefusedPluginError(ConnectpilotError):
    """The bundle has a finding that would keep a connector from starting."""


# What the world answered


class ConnectorNotFoundError(ConnectpilotError):
    """No connector has this name or ARN."""


class PluginNotFoundError(ConnectpilotError):
    """No plugin of this name was released or adopted."""


class ReportNotFoundError(ConnectpilotError):
    """No upload of this name has a report."""


class ConnectorExistsError(ConnectpilotError):
    """A connector of this name exists already."""


class ConnectorBusyError(ConnectpilotError):
    """Another change to this connector is under way."""


class ConnectorNotOursError(ConnectpilotError):
    """The connector exists and Connectpilot does not manage it."""


class ConnectorNotRunningError(ConnectpilotError):
    """What was asked is possible only for a RUNNING connector."""


class LeaseLostError(ConnectpilotError):
    """The lease under which a change was to be made is no longer ours."""


class NameTakenError(ConnectpilotError):
    """MSK Connect holds a resource of this name that differs from what we would make."""


class PlatformRefusedError(ConnectpilotError):
    """MSK Connect refused the request for good (400, 403); its words are the message."""


class PluginFailedError(ConnectpilotError):
    """MSK Connect could not make the custom plugin (CREATE_FAILED)."""


class QuotaExceededError(ConnectpilotError):
    """An account quota is used up; a retry cannot help."""


class PlatformThrottledError(ConnectpilotError):
    """MSK Connect asks to slow down (429); retried by the state machine, within bounds."""


class PlatformUnavailableError(ConnectpilotError):
    """MSK Connect failed on its side (5xx) or did not answer; retried by the state machine."""
