"""Variables of a collection that have other variables in their values."""

from __future__ import annotations

from loaders.postman.parts import URL

from sphinxext_gptproto.loaders.postman.variables import MAX_LENGTH, Variables


def make_variables(**values):
    long_variables = []
    rows = [{"key": name, "value": value} for name, value in values.items()]
    return Variables(report_long=long_variables.append).within(rows), long_variables


def test_variables_in_values():
    variables, _ = make_variables(base="https://{{host}}/{{version}}", host="{{ region }}.e.org", region="eu")
    assert variables.resolve("{{base}}/a") == "https://eu.e.org/{{version}}/a"
    assert variables.fill("{{base}}/a") == "https://eu.e.org/<version>/a"


def test_inner_scopes_take_precedence():
    variables, _ = make_variables(base="https://{{host}}", host="a.e.org")
    assert variables.get("base") == "https://a.e.org"
    assert variables.within([{"key": "host", "value": "b.e.org"}]).get("base") == "https://b.e.org"


def test_circles_have_no_value():
    variables, _ = make_variables(a="{{b}}", b="x{{c}}", c="{{a}}", d="see {{a}}", e="{{e}}")
    assert [variables.get(name) for name in "abcde"] == ["", "", "", "see {{a}}", ""]


def test_long_chains():
    variables, _ = make_variables(**{f"v{n}": f"{{{{v{n + 1}}}}}" for n in range(5000)}, v5000="x")
    assert variables.get("v0") == "x"


def test_exponential_growth_is_limited():
    values = {f"v{n}": f"{{{{v{n + 1}}}}}{{{{v{n + 1}}}}}" for n in range(40)}
    variables, long_variables = make_variables(**values, v40="x", fine="{{v40}}")
    assert variables.resolve("{{v0}} {{fine}}") == "{{v0}} x"
    assert long_variables == ["v23"]
    assert variables.get("v24") == "x" * MAX_LENGTH


def test_long_texts_are_not_filled_in():
    variables, long_variables = make_variables(a="y" * 1000)
    assert len(variables.resolve("{{a}}" * 60)) == 60_000
    assert len(variables.resolve("{{a}}" * 5000)) == 25_000
    assert long_variables == ["a"]


def test_the_fault_is_at_the_variable(read):
    values = {f"v{n}": f"{{{{v{n + 1}}}}}{{{{v{n + 1}}}}}" for n in range(40)} | {"v40": "x"}
    request = {"name": "Get", "request": {"method": "GET", "url": f"{URL}/{{{{v0}}}}"}}
    specification, (fault,) = read(request, variable=[{"key": key, "value": value} for key, value in values.items()])
    assert fault.source.pointer == "$.variable[23]"
    assert "the variable 'v23' grows to more than 65536 characters" in fault.reason
    assert len(specification.endpoints) == 1
