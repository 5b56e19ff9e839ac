"""Worker configurations: how the file is read and which keys MSK Connect supports."""

import base64

import pytest
from connectpilot_local.msk_connect.errors import BadRequest
from connectpilot_local.msk_connect.worker_properties import decode_properties, is_supported

CONVERTERS = "key.converter=a\nvalue.converter=b\n"


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def test_a_file_is_read_as_people_write_it():
    text = CONVERTERS + "# a comment\n! another\n\n  spaced = x = y \ncolon: z\nlong=a,\\\nb\nempty=\n"
    assert decode_properties(encoded(text)) == {
        "key.converter": "a",
        "value.converter": "b",
        "spaced": "x = y",
        "colon": "z",
        "long": "a,b",
        "empty": "",
    }


@pytest.mark.parametrize("content", ["%%%", base64.b64encode(b"\xff\xfe").decode(), encoded("key.converter=a")])
def test_what_is_no_worker_configuration_is_refused(content):
    with pytest.raises(BadRequest, match="propertiesFileContent"):
        decode_properties(content)


@pytest.mark.parametrize(
    ("key", "supported"),
    [
        ("key.converter", True),
        ("config.providers.secretsmanager.class", True),
        ("offset.storage.topic", True),
        ("exactly.once.source.support", True),
        ("producer.linger.ms", True),
        ("producer.max.block.ms", False),
        ("consumer.max.poll.interval.ms", True),
        ("consumer.group.id", False),
        ("bootstrap.servers", False),
        ("plugin.path", False),
        ("status.storage.topic", False),
        ("sasl.jaas.config", False),
        ("rest.port", False),
        ("admin.retries", False),
        ("connector.client.config.override.policy", False),
    ],
)
def test_the_guides_lists_are_kept(key, supported):
    assert is_supported(key) is supported
