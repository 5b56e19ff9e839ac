"""What looks like a secret and what does not."""

import time

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
        pytest.param("database.password", "123456", id="digits are a password, too"),
        pytest.param("database.password", "true", id="and so is a word that looks like a flag"),
        pytest.param("database.password", "none", id="or like nothing"),
        pytest.param("database.password", "hunter2 ${env:P}", id="a secret before a reference"),
        pytest.param("database.password", "${env:P}hunter2", id="a secret after a reference"),
        pytest.param("database.password", "\0", id="a sign that only we use for a reference"),
        pytest.param("database.pwd", "hunter2", id="pwd"),
        pytest.param("connection.pass", "hunter2", id="pass"),
        pytest.param("basic.auth.user.info", "user:hunter2${env:P}", id="half of a user info"),
        pytest.param("sasl.jaas.config", 'x.Plain required password="${env:P}hunter2";', id="half of a JAAS password"),
        pytest.param("connection.url", "jdbc:oracle:thin:scott/tiger@db:1521/orders", id="in an Oracle URL"),
        pytest.param("connection.uri", "mongodb://alice:${env:P}hunter2@db/orders", id="half of one in a URL"),
        pytest.param("connection.uri", "redis://:hunter2@cache", id="in a URL without a user"),
        pytest.param("connection.url", "jdbc:mysql://db/o?password=${env:P}x&a=b", id="half of one in parameters"),
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
        pytest.param("max.tokens", "4096", id="a number of tokens"),
        pytest.param("secret.cache.ttl.ms", "60000", id="a time"),
        pytest.param("camel.sink.useDefaultCredentialsProvider", "true", id="a flag about credentials"),
        pytest.param("value.converter.basic.auth.credentials.source", "USER_INFO", id="where they come from"),
        pytest.param("database.password", "${env:A}${env:B}", id="two references"),
        pytest.param("basic.auth.user.info", "alice:${env:P}", id="a user's name before a reference"),
        pytest.param("basic.auth.user.info", "${env:U}:${env:P}", id="a reference for each"),
        pytest.param("connection.uri", "mongodb://alice:${secretsmanager:a/b:p}@db/orders", id="one in a URL"),
        pytest.param("connection.url", "jdbc:oracle:thin:scott/${env:P}@db:1521/orders", id="one in an Oracle URL"),
        pytest.param("connection.url", "jdbc:oracle:thin:/@wallet", id="an Oracle wallet"),
        pytest.param("schema.registry.url", "http://a:8081,http://b:8081/x?mail=a@b", id="ports in URLs"),
        pytest.param(
            "sasl.jaas.config", 'x.Krb5LoginModule required storeKey=true keyTab="/etc/x";', id="Kerberos' flags"
        ),
    ],
)
def test_what_is_no_secret_passes(key, value):
    assert plaintext_secrets({key: value}) == []


@pytest.mark.parametrize("key", ["some.setting", "sasl.jaas.config", "database.password"])
@pytest.mark.parametrize(
    "part",
    [
        pytest.param("a", id="one long word"),
        pytest.param("a+", id="what might begin a URL"),
        pytest.param("://a:", id="URLs without an end"),
        pytest.param("-eyJ", id="what might begin a token"),
        pytest.param("-eyJaaaaaaaa.eyJ", id="tokens in a row"),
        pytest.param("oracle:x:a/", id="Oracle URLs without an end"),
        pytest.param("${a:", id="references without an end"),
        pytest.param("password=", id="JAAS without an end"),
        pytest.param("-----BEGIN ", id="keys that only begin"),
        pytest.param("${env:A}", id="references"),
    ],
)
def test_a_long_value_is_gone_over_once(part, key):
    value = {key: part * (200_000 // len(part))}
    start = time.thread_time()  # the processor's time, whatever else the machine does
    plaintext_secrets(value)
    provider_aliases(value)
    # Once takes some hundredths of a second, again and again from each character seconds to minutes.
    assert time.thread_time() - start < 1


def test_the_providers_that_are_referred_to():
    assert provider_aliases({"a": REFERENCE, "b": "x${env:Y}z", "c": "plain"}) == {"secretsmanager", "env"}
