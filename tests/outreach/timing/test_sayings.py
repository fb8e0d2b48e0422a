"""`verdict` lists what reasons say: sentences are written from it."""

import ast
from pathlib import Path

from app.outreach.timing import rules
from app.outreach.timing.verdict import Code
from tests.outreach.timing.sayings import SAYINGS


def test_every_code_has_its_sayings():
    assert {code for code, _variant, _words in SAYINGS} == {code.value for code in Code}


def test_rules_name_no_other_code():
    named = set()
    for file in Path(rules.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Code":
                named.add(Code[node.attr].value)
    assert named == {code for code, _variant, _words in SAYINGS}
