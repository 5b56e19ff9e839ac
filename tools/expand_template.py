"""Expand template.yaml as SAM does at deployment, so that cfn-lint sees what CloudFormation will: prints JSON."""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parent.parent


class NoManagedPolicies:
    """The template names none, so none need be looked up."""

    def load(self) -> dict[str, str]:
        return {}


def package(template: dict) -> dict:
    """Local paths become the S3 locations that `sam deploy` would write."""
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for key in ("CodeUri", "ContentUri", "DefinitionUri"):
            if isinstance(properties.get(key), str):
                properties[key] = "s3://packaged-by-sam/" + properties[key].replace("/", "-")
    return template


def expand(path: Path = ROOT / "template.yaml") -> dict:
    return transform(package(yaml_parse(path.read_text())), {}, NoManagedPolicies())


if __name__ == "__main__":
    json.dump(expand(), sys.stdout, indent=1)
