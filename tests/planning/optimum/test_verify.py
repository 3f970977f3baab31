"""FEATURE: each step of the verifier refuses what only it can see.

Every certificate here has the right digests, as a forger would renew them; so what is
refused is refused by the step that the test names.
"""

import copy
import gzip
import json

import pytest
from planning.optimum.sealed import canonical, linear, sealed, whole, with_rays

from orta.errors import CertificateError, UsageError
from orta.planning.optimum.certificate import verify_bytes, verify_file

LINEAR, WHOLE, RAYS = linear().document, whole().document, with_rays().document


def refused(document_or_bytes):
    """What the verifier says against it: the message, and where."""
    data = document_or_bytes
    if not isinstance(data, bytes):
        data = sealed(data)
    with pytest.raises(CertificateError) as error:
        verify_bytes(data)
    return f"{error.value.message} @ {error.value.where}"


def changed(document, *path, to):
    """A copy with one value replaced; the last step of the path may be new."""
    document = copy.deepcopy(document)
    part = document
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return document


@pytest.mark.parametrize("document", [LINEAR, WHOLE, RAYS])
def test_the_certificates_that_are_spoiled_here_are_good(document):
    verify_bytes(sealed(document))


# 1. It is JSON without floating-point numbers, and every key stands once.


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"not JSON",
        b'{"schema":"orta.certificate.linear/1"',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"schema":NaN}\n',
        b'{"schema":-Infinity}\n',
        b'{"schema":1.0}\n',
        b'{"schema":1e5}\n',
        b'{"schema":' + b"9" * 5000 + b"}\n",
        b'{"schema":"\\ud800"}\n',
        b'{"schema":1,"schema":1}\n',
        gzip.compress(b"{}"),
    ],
)
def test_1_what_is_no_strict_json_is_refused(data):
    assert "cannot be read as JSON" in refused(data)


@pytest.mark.parametrize("data", [b"[]\n", b"1\n", b"null\n", b"{}\n", b'{"a":1}\n'])
def test_1_what_has_no_schema_is_no_certificate(data):
    assert "no certificate" in refused(data)


def test_1_a_key_that_stands_twice_is_refused_even_if_it_says_the_same():
    data = sealed(LINEAR).replace(b'{"about":', b'{"about":{},"about":', 1)

    assert "a key stands twice" in refused(data)


# 2. It is written in the one way that documents are written.


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda d: json.dumps(d, sort_keys=True).encode() + b"\n",
        lambda d: json.dumps(d, separators=(",", ":")).encode() + b"\n",
        lambda d: canonical(d).rstrip(b"\n"),
        lambda d: canonical(d) + b"\n",
        lambda d: canonical(d).replace(b"title", b"\\u0074itle"),
    ],
)
def test_2_another_way_to_write_the_same_is_refused(rewrite):
    document = json.loads(sealed(LINEAR))
    document = dict(reversed(document.items()))

    assert "not in canonical form" in refused(rewrite(document))


# 3. The digest is that of everything else.


def test_3_the_digest_is_of_everything_else():
    document = json.loads(sealed(LINEAR))
    document["about"]["title"] = "another season"
    without = {key: value for key, value in document.items() if key != "sha256"}

    assert "sha256" in refused(canonical(document))
    assert "sha256" in refused(canonical(without))


# 4. All parts are there and nothing else, and the arrays fit each other.


@pytest.mark.parametrize(
    ("path", "to", "said"),
    [
        (("more",), 1, "the key “more” is unknown"),
        (("statement", "more"), "1", "the key “more” is unknown"),
        (("problem", "more"), [], "the key “more” is unknown"),
        (("proof", "more"), [], "the key “more” is unknown"),
        (("about",), [], "an object was expected @ about"),
        (("about", "title"), "a\x1b[2Jb", "printable text was expected"),
        (("about", "title"), 1, "printable text was expected"),
        (("statement",), [], "an object was expected @ statement"),
        (("problem", "row_labels", 0), "a\nb", "printable text was expected"),
        (("problem", "cost", 0), 5, "a number is not text @ problem.cost[0]"),
        (("problem", "cost", 0), "1.0", "“1.0” is no number @ problem.cost[0]"),
        (("problem", "cost", 0), "-0", "is no number"),
        (("problem", "cost", 0), "01", "is no number"),
        (("problem", "cost", 0), "1e3", "is no number"),
        (("problem", "cost", 0), "١", "is no number"),
        (("problem", "cost", 0), "1\n", "is no number"),
        (("problem", "cost", 0), "nan", "is no number"),
        (("problem", "cost", 0), "9" * 41, "is no number"),
        (("problem", "cost"), ["1"], "there are 1 items, expected 6"),
        (("problem", "limit"), [], "there are 0 items, expected 5"),
        (("problem", "upper", 0), "-1", "an upper bound is negative"),
        (("problem", "starts", 0), 1, "columns do not follow each other"),
        (("problem", "starts", 1), 99, "columns do not follow each other"),
        (("problem", "rows", 0), 5, "a whole number from 0 to 4 was expected"),
        (("problem", "rows", 0), -1, "a whole number from 0 to 4 was expected"),
        (("problem", "rows", 0), True, "a whole number from 0 to 4 was expected"),
        (("problem", "whole"), [1, 1], "not in order @ problem.whole"),
        (("problem", "whole"), [6], "from 0 to 5 was expected"),
        (("problem", "values"), {}, "a list was expected @ problem.values"),
        (("plan",), ["0"], "there are 1 items, expected 6 @ plan"),
        (("plan",), {}, "a list was expected @ plan"),
    ],
)
def test_4_parts_and_shapes(path, to, said):
    assert said in refused(changed(LINEAR, *path, to=to))


@pytest.mark.parametrize("key", sorted(LINEAR))
def test_4_a_part_that_is_missing_is_named(key):
    if key in {"problem", "sha256", "schema"}:
        return
    document = copy.deepcopy(LINEAR)
    del document[key]
    document.pop("sha256", None)
    if key == "problem_sha256":
        from orta.planning.optimum.certificate.exact import digest

        document["sha256"] = digest(document)
        assert f"“{key}” is missing" in refused(canonical(document))
    else:
        assert f"“{key}” is missing" in refused(document)


def test_4_the_problem_has_a_digest_of_its_own():
    from orta.planning.optimum.certificate.exact import digest

    document = changed(LINEAR, "problem_sha256", to="0" * 64)
    del document["sha256"]
    document["sha256"] = digest(document)

    assert "@ problem_sha256" in refused(canonical(document))


# 5. to 8. The plan.


def test_5_no_column_is_below_nought_or_above_its_bound():
    document = changed(LINEAR, "plan", 0, to="-0.000001")
    assert "column “buy 0” is below 0 by 0.000001 @ plan" in refused(document)

    document = changed(LINEAR, "plan", 0, to="1000.5")
    over = 1000.5 - float(LINEAR["problem"]["upper"][0])
    assert f"column “buy 0” is above its upper bound by {over:g}" in refused(document)


def test_6_no_row_uses_more_than_its_limit():
    """The limit is lowered by what is left of it, and a billionth more."""
    from fractions import Fraction

    from reference.certificates import dense, numbers

    plan = numbers(LINEAR["plan"])
    use = [
        sum(a * x for a, x in zip(row, plan, strict=True))
        for row in dense(LINEAR["problem"])
    ]
    row = 2
    limit = use[row] - Fraction(1, 10**9)
    text = format(float(limit), ".12f").rstrip("0")
    document = changed(LINEAR, "problem", "limit", row, to=text)

    assert Fraction(text) < use[row]
    assert "row “limit 2” is exceeded by 0.00000000" in refused(document)


def test_7_what_must_be_whole_is_whole():
    column = WHOLE["problem"]["whole"][-1]
    document = changed(WHOLE, "plan", column, to="0.5")
    for row in range(len(document["problem"]["limit"])):
        document["problem"]["limit"][row] = "1000"

    assert f"column “buy {column}” must be whole and is 0.5" in refused(document)


@pytest.mark.parametrize("by", [-1, 1])
def test_8_the_plan_costs_what_is_stated_to_the_last_digit(by):
    document = changed(
        LINEAR,
        "statement",
        "objective_usd",
        to=moved(LINEAR["statement"]["objective_usd"], by),
    )

    assert "@ statement.objective_usd" in refused(document)


# 9. to 12. The bound.


def test_9_a_tree_with_a_leaf_missing_leaves_a_part_without_proof():
    document = copy.deepcopy(WHOLE)
    document["proof"]["tree"].pop()

    assert "the tree lacks leaves" in refused(document)


def test_9_a_tree_with_a_node_too_many_is_refused():
    document = copy.deepcopy(WHOLE)
    document["proof"]["tree"].append(document["proof"]["tree"][-1])

    assert "the tree is whole before this node" in refused(document)


def test_9_a_column_that_need_not_be_whole_cannot_be_split():
    whole_columns = WHOLE["problem"]["whole"]
    other = next(j for j in range(len(WHOLE["plan"])) if j not in whole_columns)
    document = changed(WHOLE, "proof", "tree", 0, "column", to=other)

    assert "need not be whole" in refused(document)


@pytest.mark.parametrize("at_most", [-1, 1000])
def test_9_a_split_must_leave_something_on_both_sides(at_most):
    document = changed(WHOLE, "proof", "tree", 0, "at_most", to=at_most)

    assert "@ proof.tree[0]" in refused(document)


def test_9_the_second_branch_begins_above_the_first():
    """A split at another place leaves leaves that no longer prove their part."""
    split = next(n for n, node in enumerate(RAYS["proof"]["tree"]) if "column" in node)
    at_most = RAYS["proof"]["tree"][split]["at_most"]
    document = changed(RAYS, "proof", "tree", split, "at_most", to=0 if at_most else 1)

    assert "@ " in refused(document)


def test_10_prices_below_nought_prove_nothing():
    document = changed(LINEAR, "proof", "prices", 0, "usd", 0, to="-0.5")

    assert "a listed price is not above nought" in refused(document)


def test_10_a_ray_that_rules_nothing_out_is_refused():
    document = copy.deepcopy(RAYS)
    leaf = next(node for node in document["proof"]["tree"] if "prices" in node)
    leaf["ray"] = leaf.pop("prices")

    assert "the ray does not rule out a plan" in refused(document)


def test_10_a_tree_of_rays_alone_has_no_bound():
    document = copy.deepcopy(RAYS)
    ray = next(node for node in document["proof"]["tree"] if "ray" in node)
    document["proof"]["tree"] = [ray]

    assert "the ray does not rule out" in refused(document)


def test_10_a_leaf_names_prices_that_are_there():
    document = changed(LINEAR, "proof", "tree", 0, to={"prices": 7})

    assert "from 0 to 0 was expected @ proof.tree[0]" in refused(document)


def test_10_a_leaf_is_a_leaf_or_a_split_and_not_both():
    for node in (
        {"prices": 0, "ray": 0},
        {"prices": 0, "column": 0, "at_most": 0},
        {},
        [],
        0,
    ):
        document = changed(LINEAR, "proof", "tree", 0, to=node)
        assert "@ proof.tree[0]" in refused(document)


@pytest.mark.parametrize("kind", [LINEAR, WHOLE, RAYS])
@pytest.mark.parametrize("by", [-1, 1])
def test_11_the_bound_is_what_the_leaves_prove(kind, by):
    bound = moved(kind["statement"]["bound_usd"], by)
    document = changed(kind, "statement", "bound_usd", to=bound)

    assert "@ statement.bound_usd" in refused(document)


def test_11_the_least_leaf_counts():
    """Prices of nought in one leaf prove only what bounds of columns alone do."""
    tree = WHOLE["proof"]["tree"]
    told = []
    for n, node in enumerate(tree):
        if "prices" in node:
            document = copy.deepcopy(WHOLE)
            document["proof"]["prices"].append({"rows": [], "usd": []})
            last = len(document["proof"]["prices"]) - 1
            document["proof"]["tree"][n]["prices"] = last
            try:
                verify_bytes(sealed(document))
            except CertificateError as error:
                told.append(error.where)

    assert told
    assert set(told) == {"statement.bound_usd"}


def test_12_the_gap_follows_from_both():
    document = changed(LINEAR, "statement", "gap", to="0")

    assert "0 is stated, and 0.0000000" in refused(document)
    assert "@ statement.gap" in refused(document)


def moved(text, by):
    """The decimal, moved in its sixth place behind the point."""
    before, _, behind = text.lstrip("-").partition(".")
    number = int(before + behind.ljust(6, "0")) * (-1 if text[0] == "-" else 1) + by
    digits = str(abs(number)).zfill(7)
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-6]}.{digits[-6:]}".rstrip("0").rstrip(".")


# Files and folders.


def test_a_folder_of_results_is_verified_by_its_certificate(tmp_path):
    (tmp_path / "certificate.json").write_bytes(sealed(LINEAR))

    assert verify_file(tmp_path).schema == "orta.certificate.linear/1"


def test_a_file_that_is_not_there_is_a_matter_of_usage(tmp_path):
    with pytest.raises(UsageError, match="there is no certificate"):
        verify_file(tmp_path)


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "certificate.json"
    with path.open("wb") as file:
        file.truncate(2**30)

    with pytest.raises(CertificateError, match="larger than"):
        verify_file(path)


def test_another_schema_is_named():
    document = changed(LINEAR, "schema", to="orta.flows/1")

    assert "'orta.flows/1' is unknown @ schema" in refused(document)
    assert "is unknown @ schema" in refused(changed(LINEAR, "schema", to=["x"]))
