"""What an audit comes to where its advisories cannot be had: said plainly, and no release."""

import pytest

from tools.publishing.audit import judge

UNREACHABLE = "ERROR:pip_audit._cli:annotated-doc: Dependency not found on PyPI and could not be audited"
FOUND = "Found 2 known vulnerabilities in 1 package\nName Version ID\n"


@pytest.mark.parametrize(
    ("status", "told", "is_release", "ends_with", "is_audited"),
    [
        (0, "No known vulnerabilities found", True, 0, True),
        (1, FOUND, False, 1, True),
        (1, UNREACHABLE, False, 0, False),
        (1, UNREACHABLE, True, 1, False),
        (2, "error: Failed to fetch", True, 1, False),
    ],
)
def test_an_audit_that_could_not_be_made_passes_for_none(
    status: int, told: str, is_release: bool, ends_with: int, is_audited: bool
) -> None:
    ended, said = judge(status, told, is_release=is_release)
    assert ended == ends_with
    assert ("NOT AUDITED" in said) is not is_audited
