import pytest

from sources.importing.updates import update_date


@pytest.mark.parametrize(
    ("line", "dated"),
    [
        ("UPDATE: It has begun.", ""),
        ("UPDATE It has begun.", ""),
        ("UPDATE (Aug 4, 2016):", "2016-08-04"),
        ("UPDATE (Aug 4, 2016): It has begun.", "2016-08-04"),
        ("Update #2 (4 August 2016): It has begun.", "2016-08-04"),
        ("Update on August 4, 2016: It has begun.", "2016-08-04"),
        ("[UPDATE: Aug 4, 2016] It has begun.", "2016-08-04"),
        ("UPDATE: Aug 4, 2016 — It has begun.", "2016-08-04"),
        ("EDIT — 5 August 2016", "2016-08-05"),
        ("EDIT, 5 August 2016", "2016-08-05"),
        ("**UPDATE (August 2016)**: It has begun.", "2016-08"),
        ("Aktualisierung vom 4. August 2016: Es läuft.", "2016-08-04"),
        ("UPDATE: On Aug 4, 2016 it began.", ""),
        ("UPDATE: It began on Aug 4, 2016.", ""),
        ("UPDATE: Aug 4, 2016 was the day.", ""),
        ("UPDATE (03/04/2016):", ""),
    ],
)
def test_an_update_and_the_date_of_its_heading(line, dated):
    assert update_date(line) == dated


@pytest.mark.parametrize(
    "line",
    ["Updates are coming.", "Update the list, please.", "Edit wars", "It runs. UPDATE: no.", ""],
)
def test_what_is_no_update(line):
    assert update_date(line) is None
