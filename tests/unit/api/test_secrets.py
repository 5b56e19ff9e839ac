"""What looks like a secret and what does not."""

import pytest
from connectpilot.domain.secrets import plaintext_secrets, provider_aliases

REFERENCE = "${secretsmanager:AmazonMSK_orders/cdc:password}"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("database.password", "hunter2", id="a password"),
        pytest.param("connection.PASSWD", "hunter2", id="in another case"),
        pytest.param("aws.secret.access.key", "wJalrXUtnFEMI", id="an AWS secret key"),
        pytest.param("azure.storage.account-key", "abcd==", id="an account key"),
        pytest.param("basic.auth.user.info", "user:hunter2", id="a registry's user info"),
        pytest.param("ssl.keystore.passphrase", "hunter2", id="a passphrase"),
        pytest.param("github.token", "ghp_1234567", id="a token"),
        pytest.param("sasl.jaas.config", 'x.PlainLoginModule required username="a" password="hunter2";', id="JAAS"),
        pytest.param("connection.url", "jdbc:mysql://db/orders?user=a&password=hunter2", id="in a URL's parameters"),
        pytest.param("connection.uri", "mongodb://alice:hunter2@db/orders", id="in a URL's user info"),
        pytest.param("some.setting", "AKIAIOSFODNN7EXAMPLE", id="an access key under any name"),
        pytest.param("some.setting", f"Bearer {JWT}", id="a JSON Web Token under any name"),
        pytest.param("some.setting", "-----BEGIN RSA PRIVATE KEY-----", id="a private key under any name"),
        pytest.param("database.password", "12345678", id="digits, too many to be a number of something"),
    ],
)
def test_a_secret_is_seen(key, value):
    assert plaintext_secrets({key: value}) == [key]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("database.password", REFERENCE, id="a reference"),
        pytest.param("database.password", "${env:DB_PASSWORD}", id="a reference without a path"),
        pytest.param("connection.url", "jdbc:mysql://db/orders?password=${ssm::/orders/password}", id="one in a URL"),
        pytest.param("sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;", id="IAM needs none"),
        pytest.param("sasl.jaas.config", 'x.Plain required password="${env:P}";', id="a reference in JAAS"),
        pytest.param("primary.key.mode", "record_key", id="a key that is no secret"),
        pytest.param("key.converter", "org.apache.kafka.connect.json.JsonConverter", id="a record's key"),
        pytest.param("database.allowPublicKeyRetrieval", "true", id="a flag"),
        pytest.param("token.delimiter", ",", id="a delimiter"),
        pytest.param("aws.credentials.provider.class", "com.amazonaws.auth.Default", id="a class"),
        pytest.param("ssl.truststore.location", "/tmp/trust.jks", id="a file"),
        pytest.param("password", "", id="an empty one"),
        pytest.param("topics", "passwords-changed", id="a word in a value"),
    ],
)
def test_what_is_no_secret_passes(key, value):
    assert plaintext_secrets({key: value}) == []


def test_the_providers_that_are_referred_to():
    assert provider_aliases({"a": REFERENCE, "b": "x${env:Y}z", "c": "plain"}) == {"secretsmanager", "env"}
