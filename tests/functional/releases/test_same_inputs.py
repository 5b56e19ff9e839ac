"""Two recipes of the same inputs have one bundle; what becomes of one of them is nothing to the other."""

from __future__ import annotations

import hashlib
import json

import pytest
from fakes.java import jar, targz
from fakes.release_handlers import BUNDLES

ARCHIVE = targz([("orders/orders-1.2.jar", jar())])
PATH = "https://repository.example/maven2/com/example/orders/1.2/orders-1.2-plugin.tar.gz"


def recipe(name, kafka_connect):
    return f"""name: {name}
version: "1.2"
kafkaConnect: [{kafka_connect}]
artifacts:
  - maven: com.example:orders:1.2:tar.gz:plugin
    sha256: {hashlib.sha256(ARCHIVE).hexdigest()}
""".encode()


@pytest.fixture
def built(way):
    """A release that has come as far as its bundle."""
    way.downloads.answers[PATH] = ARCHIVE
    event = way.upload("uploads/orders.yaml", recipe("orders", "3.7.x"))["detail"]
    upload = {
        "bucket": event["bucket"]["name"],
        "key": event["object"]["key"],
        "versionId": event["object"]["version-id"],
    }
    asked = {"upload": upload, "reading": way.call("read_upload", {"upload": upload})}
    way.call("fetch_artifact", {"upload": upload, "index": 0})
    way.call("build_bundle", asked)
    return asked


@pytest.mark.parametrize(("kafka_connect", "outcome"), [("3.7.x", "released"), ("2.7.1", "refused")])
def test_a_release_in_progress_goes_its_own_way(way, built, kafka_connect, outcome):
    told = way.release(way.upload("uploads/others.yaml", recipe("others", kafka_connect)))
    assert told["outcome"] == outcome
    plugin = way.call("register_plugin", built)
    assert plugin["name"].startswith("orders-1-2-")
    way.stand.clock.advance(minutes=10)
    asked = {"name": plugin["name"], "arn": plugin["arn"], "buildKey": built["reading"]["buildKey"]}
    assert way.call("check_plugin", asked)["state"] == "ACTIVE"


def test_what_refuses_one_recipe_is_not_said_of_the_plugin_of_another(way):
    way.downloads.answers[PATH] = ARCHIVE
    way.release(way.upload("uploads/orders.yaml", recipe("orders", "3.7.x")))
    way.release(way.upload("uploads/others.yaml", recipe("others", "2.7.1")))
    assert "error" in [one["severity"] for one in way.report("uploads/others.yaml")["findings"]]
    bundle = way.report("uploads/orders.yaml")["bundle"]
    beside = way.s3.get_object(Bucket=BUNDLES, Key=bundle["key"].replace(".zip", ".json"))["Body"].read()
    document = json.loads(beside)
    assert document["bundle"]["sha256"] == bundle["sha256"]
    assert "error" not in [one["severity"] for one in document["findings"]]
