"""What AWS's own runtime image holds beside the standard library, laid out for functions of this run.

Functions see this and their layers, nothing else of the virtual environment: a package that the template forgets is
missing here as it would be on AWS.
"""

from __future__ import annotations

import importlib.util
import sysconfig
from pathlib import Path

# The runtime client, and the SDK that Lambda's Python images bring along.
MODULES = (
    "awslambdaric",
    "runtime_client",
    "snapshot_restore_py",
    "simplejson",
    "boto3",
    "botocore",
    "dateutil",
    "jmespath",
    "s3transfer",
    "six",
    "urllib3",
)


def site_packages() -> Path:
    """The directory of the virtual environment's locked packages."""
    return Path(sysconfig.get_path("purelib"))


def lay_out_image(directory: Path) -> Path:
    """Link the image's modules into a fresh directory; awslambdaric is absent where it has no wheel."""
    directory.mkdir(parents=True)
    for name in MODULES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin)
        source = origin.parent if spec.submodule_search_locations else origin
        (directory / source.name).symlink_to(source)
    return directory
