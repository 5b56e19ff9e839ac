"""The evaluator alone: statements, ARNs, variables, conditions, denials and boundaries."""

import json

import pytest
from connectpilot_local.cloud.rights.document import parse
from connectpilot_local.cloud.rights.evaluator import Asked, decide
from connectpilot_local.cloud.rights.facts import Facts
from connectpilot_local.cloud.rights.patterns import arn_matches
from connectpilot_local.cloud.rights.trust import judge_trust
from connectpilot_local.cloud.rights.verdict import Reason
from hypothesis import given
from hypothesis import strategies as st

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
READ = "dynamodb:GetItem"
GRANTED, REFUSED, DENIED, UNSURE = Reason.GRANTED, Reason.NOT_GRANTED, Reason.DENIED, Reason.NOT_JUDGED


def policy(*statements, version="2012-10-17"):
    return parse("p", json.dumps({"Version": version, "Statement": list(statements)}))


def allow(action=READ, resource=TABLE, **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action=READ, resource="*", **more):
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def when(operator, key, wanted):
    return {"Condition": {operator: {key: wanted}}}


def ask(statements, *, action=READ, resource=TABLE, facts=None, boundary=None, families=()):
    values = {key.lower(): value if isinstance(value, tuple) else (value,) for key, value in (facts or {}).items()}
    asked = Asked(action, resource, Facts(values, frozenset(families)))
    return decide(asked, policy(*statements), None if boundary is None else policy(*boundary)).reason


NOT_ACTION = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
NOT_RESOURCE = {"Effect": "Allow", "Action": READ, "NotResource": TABLE}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([], REFUSED, id="no policy grants nothing"),
        pytest.param([allow()], GRANTED, id="the very action and resource"),
        pytest.param([allow("dynamodb:PutItem")], REFUSED, id="another action"),
        pytest.param([allow(resource=TABLE + "2")], REFUSED, id="another resource"),
        pytest.param([allow("DYNAMODB:getitem")], GRANTED, id="actions know no case"),
        pytest.param([allow(resource=TABLE.upper())], REFUSED, id="resources know case"),
        pytest.param([allow("dynamodb:Get*")], GRANTED, id="a pattern of actions"),
        pytest.param([allow("dynamodb:?etItem")], GRANTED, id="a question mark is one letter"),
        pytest.param([allow("s3:*")], REFUSED, id="all actions of another service"),
        pytest.param([allow("*", "*")], GRANTED, id="everything"),
        pytest.param([allow(["s3:GetObject", READ], ["arn:aws:s3:::b", TABLE])], GRANTED, id="lists"),
        pytest.param([NOT_ACTION], GRANTED, id="NotAction leaves the others"),
        pytest.param([{**NOT_ACTION, "NotAction": "dynamodb:*"}], REFUSED, id="NotAction leaves its own out"),
        pytest.param([NOT_RESOURCE], REFUSED, id="NotResource leaves its own out"),
        pytest.param([{**NOT_RESOURCE, "NotResource": "arn:aws:s3:::b"}], GRANTED, id="NotResource leaves the others"),
        pytest.param([allow(), deny()], DENIED, id="deny wins"),
        pytest.param([deny(), allow()], DENIED, id="deny wins in any order"),
        pytest.param([allow(), deny("dynamodb:PutItem")], GRANTED, id="a deny of something else"),
        pytest.param([allow(), deny(**when("Bool", "x:unknown", "true"))], UNSURE, id="an unjudged deny refuses"),
        pytest.param([allow(**when("Bool", "x:unknown", "true"))], UNSURE, id="an allow nobody can judge refuses"),
        pytest.param([allow(**when("Bool", "x:unknown", "true")), allow()], GRANTED, id="another allow suffices"),
        pytest.param([allow("s3:*", **when("Bool", "x:unknown", "1"))], REFUSED, id="an unjudged other action"),
        pytest.param([allow(**when("StringMatches", "aws:x", "y"))], UNSURE, id="an unknown operator"),
    ],
)
def test_statements(statements, expected):
    assert ask(statements) == expected


@pytest.mark.parametrize(
    ("pattern", "value", "fits"),
    [
        ("*", "*", True),
        ("*", TABLE, True),
        ("arn:aws:dynamodb:*:*:table/orders", TABLE, True),
        ("arn:aws:*:us-east-1:123456789012:table/orders", TABLE, True),
        ("arn:*:table/orders", TABLE, False),
        ("arn:aws:dynamodb:*:table/orders", TABLE, False),
        ("arn:aws:dynamodb:*:*:table/*", TABLE + "/index/by-day", True),
        ("arn:aws:dynamodb:us-east-?:*:table/orders", TABLE, True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/deep/key:with:colons", True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b", False),
        ("arn:aws:s3:::b*", "arn:aws:s3:::bucket/key", True),
        ("arn:aws:logs:*:*:log-group:g:*", "arn:aws:logs:r:a:log-group:g:log-stream:", True),
        ("arn:aws:logs:*:*:log-group:g", "arn:aws:logs:r:a:log-group:g:log-stream:", False),
        ("arn:aws:kafkaconnect:*:*:connector/*", "*", False),
    ],
)
def test_an_arn_pattern_stays_within_its_fields(pattern, value, fits):
    assert arn_matches(pattern, value) is fits


@pytest.mark.parametrize(
    ("operator", "wanted", "facts", "expected"),
    [
        ("StringEquals", "a", {"x:k": "a"}, GRANTED),
        ("StringEquals", ["b", "a"], {"x:k": "a"}, GRANTED),
        ("StringEquals", "A", {"x:k": "a"}, REFUSED),
        ("StringEquals", "a*", {"x:k": "abc"}, REFUSED),
        ("StringEqualsIgnoreCase", "A", {"x:k": "a"}, GRANTED),
        ("StringLike", "a*", {"x:k": "abc"}, GRANTED),
        ("StringNotLike", "a*", {"x:k": "abc"}, REFUSED),
        ("StringNotEquals", "a", {"x:k": "b"}, GRANTED),
        ("StringNotEquals", ["a", "b"], {"x:k": "b"}, REFUSED),
        ("StringEquals", "a", {"x:k": ()}, REFUSED),
        ("StringNotEquals", "a", {"x:k": ()}, GRANTED),
        ("StringEqualsIfExists", "a", {"x:k": ()}, GRANTED),
        ("StringEqualsIfExists", "a", {"x:k": "b"}, REFUSED),
        ("Null", "true", {"x:k": ()}, GRANTED),
        ("Null", "true", {"x:k": "a"}, REFUSED),
        ("Null", "false", {"x:k": "a"}, GRANTED),
        ("Null", "true", {}, UNSURE),
        ("StringEquals", "a", {}, UNSURE),
        ("StringEqualsIfExists", "a", {}, UNSURE),
        ("Bool", True, {"x:k": "true"}, GRANTED),
        ("Bool", "false", {"x:k": "true"}, REFUSED),
        ("NumericLessThan", "10", {"x:k": "9"}, GRANTED),
        ("NumericGreaterThanEquals", 10, {"x:k": "9"}, REFUSED),
        ("NumericEquals", "ten", {"x:k": "9"}, UNSURE),
        ("DateLessThan", "2026-06-01T00:00:00Z", {"x:k": "2026-01-01T12:00:00+00:00"}, GRANTED),
        ("DateGreaterThan", "2026-06-01", {"x:k": "2026-01-01T12:00:00Z"}, REFUSED),
        ("ArnLike", "arn:aws:kafkaconnect:*:*:connector/*", {"x:k": "arn:aws:kafkaconnect:r:a:connector/n/u"}, GRANTED),
        ("ArnNotLike", "arn:aws:s3:::*", {"x:k": "arn:aws:s3:::b"}, REFUSED),
        ("IpAddress", "10.0.0.0/8", {"x:k": "10.1.2.3"}, GRANTED),
        ("NotIpAddress", "10.0.0.0/8", {"x:k": "10.1.2.3"}, REFUSED),
        ("StringEquals", "a", {"x:k": ("a", "b")}, UNSURE),
        ("ForAnyValue:StringEquals", "a", {"x:k": ("a", "b")}, GRANTED),
        ("ForAnyValue:StringEquals", "a", {"x:k": ()}, REFUSED),
        ("ForAllValues:StringEquals", ["a", "b"], {"x:k": ("a", "b")}, GRANTED),
        ("ForAllValues:StringEquals", "a", {"x:k": ("a", "b")}, REFUSED),
        ("ForAllValues:StringEquals", "a", {"x:k": ()}, GRANTED),
        ("ForAllValues:StringNotEquals", "c", {"x:k": ("a", "b")}, GRANTED),
        ("ForAnyValue:StringNotEquals", ["a", "b"], {"x:k": ("a", "b")}, REFUSED),
    ],
)
def test_conditions(operator, wanted, facts, expected):
    assert ask([allow(**when(operator, "x:K", wanted))], facts=facts) == expected


def test_all_keys_of_a_statement_must_hold():
    both = {"Condition": {"StringEquals": {"x:a": "1", "x:b": "2"}}}
    assert ask([allow(**both)], facts={"x:a": "1", "x:b": "2"}) == GRANTED
    assert ask([allow(**both)], facts={"x:a": "1", "x:b": "3"}) == REFUSED


def test_a_key_that_fails_decides_even_beside_one_nobody_knows():
    both = {"Condition": {"StringEquals": {"x:a": "1", "x:unknown": "2"}}}
    assert ask([allow(**both)], facts={"x:a": "other"}) == REFUSED


def test_a_family_of_keys_is_known_to_be_absent():
    tagged = allow(**when("StringEquals", "aws:RequestTag/team", "data"))
    assert ask([tagged], families=["aws:requesttag/"]) == REFUSED
    assert ask([tagged], facts={"aws:RequestTag/team": "data"}, families=["aws:requesttag/"]) == GRANTED


@pytest.mark.parametrize(
    ("resource", "facts", "expected"),
    [
        ("arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/t}", {"aws:PrincipalTag/t": "orders"}, GRANTED),
        ("arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/t}", {"aws:PrincipalTag/t": "bills"}, REFUSED),
        ("arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/t}", {"aws:PrincipalTag/t": "*"}, REFUSED),
        ("arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/t}", {"aws:PrincipalTag/t": ()}, REFUSED),
        ("arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/t}", {}, UNSURE),
        ("arn:aws:dynamodb:*:*:table/${x:t, 'orders'}", {"x:t": ()}, GRANTED),
        ("arn:aws:dynamodb:*:*:table/order${?}", {}, REFUSED),
        ("arn:aws:dynamodb:*:*:table/${*}", {}, REFUSED),
    ],
)
def test_variables_are_filled_literally(resource, facts, expected):
    assert ask([allow(resource=resource)], facts=facts) == expected


def test_a_policy_of_the_old_version_has_no_variables():
    statements = policy(allow(resource="arn:aws:dynamodb:*:*:table/${x:t}"), version="2008-10-17")
    asked = Asked(READ, "arn:aws:dynamodb:r:a:table/${x:t}", Facts())
    assert decide(asked, statements).reason == GRANTED


@pytest.mark.parametrize(
    ("own", "limit", "expected"),
    [
        pytest.param([allow()], [allow("dynamodb:*", "*")], GRANTED, id="both allow"),
        pytest.param([allow()], [allow("s3:*", "*")], Reason.BOUNDARY, id="the boundary does not"),
        pytest.param([allow()], [], Reason.BOUNDARY, id="an empty boundary allows nothing"),
        pytest.param([], [allow("*", "*")], REFUSED, id="a boundary grants nothing"),
        pytest.param([allow()], [allow("*", "*"), deny()], DENIED, id="the boundary denies"),
        pytest.param([allow(), deny()], [allow("*", "*")], DENIED, id="the policy denies"),
        pytest.param([allow()], [allow(**when("Bool", "x:unknown", "true"))], UNSURE, id="a boundary nobody can judge"),
    ],
)
def test_a_permissions_boundary(own, limit, expected):
    assert ask(own, boundary=limit) == expected


def trusting(principal, **more):
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}


@pytest.mark.parametrize(
    ("statement", "kind", "names", "facts", "expected"),
    [
        (trusting({"Service": "lambda.amazonaws.com"}), "Service", ("lambda.amazonaws.com",), {}, GRANTED),
        (trusting({"Service": ["a.amazonaws.com", "b.amazonaws.com"]}), "Service", ("b.amazonaws.com",), {}, GRANTED),
        (trusting({"Service": "lambda.amazonaws.com"}), "Service", ("states.amazonaws.com",), {}, REFUSED),
        (trusting({"AWS": "lambda.amazonaws.com"}), "Service", ("lambda.amazonaws.com",), {}, REFUSED),
        (trusting({"AWS": "arn:aws:iam::1:role/r"}), "AWS", ("arn:aws:iam::1:role/r",), {}, GRANTED),
        (trusting("*"), "Service", ("lambda.amazonaws.com",), {}, GRANTED),
        (trusting({"AWS": "*"}), "AWS", ("arn:aws:iam::1:role/r",), {}, GRANTED),
        ({**trusting({"Service": "l"}), "Action": "sts:TagSession"}, "Service", ("l",), {}, REFUSED),
        (
            trusting({"Service": "k"}, **when("StringEquals", "aws:SourceAccount", "1")),
            "Service",
            ("k",),
            {"aws:sourceaccount": ("2",)},
            REFUSED,
        ),
        (
            trusting({"Service": "k"}, **when("ArnLike", "aws:SourceArn", "arn:aws:s3:::*")),
            "Service",
            ("k",),
            {},
            UNSURE,
        ),
    ],
)
def test_a_trust_policy(statement, kind, names, facts, expected):
    assert judge_trust(policy(statement), kind, names, Facts(facts)).reason == expected


NAMES = st.text(st.characters(codec="ascii", exclude_characters=":"), min_size=1, max_size=12)


@given(NAMES)
def test_a_pattern_without_wildcards_matches_itself_alone(name):
    plain = name.replace("*", "").replace("?", "").replace("$", "") or "x"
    assert arn_matches(f"arn:aws:s3:::{plain}", f"arn:aws:s3:::{plain}") is True
    assert arn_matches(f"arn:aws:s3:::{plain}", f"arn:aws:s3:::{plain}y") is False


@given(st.lists(st.sampled_from([allow(), allow("s3:*"), deny("s3:*"), deny(), allow("*", "*")]), max_size=5))
def test_adding_a_deny_never_allows_more(statements):
    assert ask([*statements, deny()]) == DENIED
