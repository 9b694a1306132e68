"""Two editors change one program at the same time: nothing is lost and nothing is overwritten unseen.

All tests press the buttons of the page as a browser without JavaScript does.
"""

import pytest

from catalog.programs.services import publish, reject, retire, save
from tests.admin.program_form_data import ADD, error_fields, form_data, form_url, parse
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db
CONFLICT = 409


@pytest.fixture
def program(new_record):
    return publish(None, new_record, None)


@pytest.fixture
def colleague(make_user):
    return make_user("colleague", "Reviewer")


@pytest.fixture
def open_form(editor_client, program):
    """What the form of the program, opened now, sends when an editor saves it."""
    return lambda button="_save": page(editor_client, form_url(program)).form_data("#record", button)


@pytest.fixture
def send(editor_client, program):
    return lambda data: editor_client.post(form_url(program), data)


def fields(conflict, table):
    return set(conflict.data(f"#{table} tr[data-field]", "field"))


def cells(conflict, table, field):
    return [cell.get_text(strip=True) for cell in conflict.all(f'#{table} tr[data-field="{field}"] td')]


def newest(program):
    return program.versions.first()


def test_a_colleagues_change_is_shown_and_nothing_is_saved(open_form, send, program, new_record, colleague):
    mine = open_form("_publish") | {"founded": "1999", "pays": ["fee"]}
    publish(program, change(new_record, founded=1990, delivery="online"), colleague, "Their page says so.")
    response = send(mine)
    conflict = parse(response)
    assert response.status_code == CONFLICT
    assert newest(program).user == colleague

    # who, when and why
    text = conflict.text_of("#conflict")
    assert "colleague" in text
    assert "Their page says so." in text
    assert f"{newest(program).time:%b}" in text
    # field, before, after
    assert fields(conflict, "their-changes") == {"founded", "delivery"}
    assert cells(conflict, "their-changes", "founded") == ["Not stated", "1990"]
    assert cells(conflict, "their-changes", "delivery") == ["Not stated", "Online"]
    # what saving would change now
    assert fields(conflict, "your-changes") == {"founded", "pays"}
    assert cells(conflict, "your-changes", "founded") == ["1990", "1999"]
    assert set(conflict.data("[data-both]", "field")) == {"founded"}


def test_the_form_then_holds_both_changes_and_yours_where_both_changed(open_form, send, program, new_record, colleague):
    mine = open_form() | {"founded": "1999", "pays": ["fee"], "reason": "My reason."}
    publish(program, change(new_record, founded=1990, delivery="online"), colleague)
    form = parse(send(mine)).form_data("#record", "_save")
    assert form["founded"] == ["1999"]
    assert form["pays"] == ["fee"]
    assert form["delivery"] == ["online"]
    assert form["reason"] == ["My reason."]
    assert form["base"] == ["2"]


@pytest.mark.parametrize(("button", "state"), [("_save", "pending"), ("_publish", "published")])
def test_one_button_applies_your_changes_to_the_newest_version(open_form, send, program, new_record, colleague, button, state):
    mine = open_form(button) | {"founded": "1999", "pays": ["fee"]}
    publish(program, change(new_record, founded=1990, delivery="online"), colleague)
    conflict = parse(send(mine))
    assert conflict.one("#conflict [type=submit]")["name"] == button
    assert send(conflict.form_data("#record", button)).status_code == 302
    saved = newest(program)
    assert (saved.number, saved.state) == (3, state)
    assert saved.record == change(new_record, founded=1999, delivery="online", pays="fee")


def test_a_third_change_before_you_save_again_is_shown_as_well(open_form, send, program, new_record, colleague, make_user):
    mine = open_form() | {"founded": "1999"}
    publish(program, change(new_record, founded=1990), colleague)
    again = parse(send(mine)).form_data("#record", "_save")
    publish(program, change(new_record, founded=1990, delivery="online"), make_user("third", "Reviewer"))
    response = send(again)
    conflict = parse(response)
    assert response.status_code == CONFLICT
    assert "third" in conflict.text_of("#conflict")
    assert fields(conflict, "their-changes") == {"delivery"}
    assert fields(conflict, "your-changes") == {"founded"}
    assert newest(program).number == 3
    assert send(conflict.form_data("#record", "_save")).status_code == 302
    assert newest(program).record == change(new_record, founded=1999, delivery="online")


def test_an_error_keeps_the_version_you_started_from_so_the_conflict_still_shows(open_form, send, program, new_record, colleague):
    mine = open_form() | {"founded": "long ago"}
    publish(program, change(new_record, delivery="online"), colleague)
    response = send(mine)
    assert response.status_code == 200
    assert error_fields(response) == ["founded"]
    corrected = parse(response).form_data("#record", "_save") | {"founded": "1999"}
    assert send(corrected).status_code == CONFLICT


def test_two_changes_that_break_a_rule_only_together_are_not_saved(open_form, send, program, new_record, colleague):
    """One removes the first support, the other the second, and none is left."""
    both = change(new_record, {"supports.place.present": True, "supports.place.evidence": "Fellows mentor teachers for a year."})
    without_place = {"supports.place.present": False, "supports.place.evidence": "No role comes with it, the page says."}
    publish(program, both, None, "They do both.")
    mine = open_form() | {"prepare_evidence": "No training is offered, says the page.", "models": [], "reason": "They stopped."}
    del mine["prepare_present"]
    publish(program, change(both, without_place), colleague, "They stopped.")
    conflict = parse(send(mine))
    assert conflict.has("#conflict")
    assert error_fields(send(conflict.form_data("#record", "_save"))) == ["prepare_present"]
    assert newest(program).number == 3


def test_a_conflict_shows_even_if_you_changed_nothing(open_form, send, program, new_record, colleague):
    mine = open_form()
    save(program, change(new_record, founded=1999), colleague)
    conflict = parse(send(mine))
    assert fields(conflict, "their-changes") == {"founded"}
    assert not conflict.has("#your-changes")
    assert newest(program).number == 2


def test_your_pending_change_was_rejected_while_you_edited_it(open_form, send, program, new_record, colleague):
    save(program, change(new_record, founded=1999), None)
    mine = open_form() | {"pays": ["fee"]}
    reject(newest(program), colleague, "The page says 1998.")
    conflict = parse(send(mine))
    assert "colleague" in conflict.text_of("#conflict")
    assert "The page says 1998." in conflict.text_of("#conflict")
    assert cells(conflict, "their-changes", "founded") == ["1999", "Not stated"]
    assert conflict.form_data("#record", "_save")["base"] == ["1"]
    assert send(conflict.form_data("#record", "_save")).status_code == 302
    assert newest(program).record == change(new_record, pays="fee")


def test_the_rejection_shown_is_that_of_the_version_that_replaced_yours(open_form, send, program, new_record, colleague):
    save(program, change(new_record, founded=1999), None)
    mine = open_form() | {"pays": ["fee"]}
    save(program, change(new_record, founded=1998), None)
    reject(newest(program), colleague, "The page says 1997.")
    text = parse(send(mine)).text_of("#conflict")
    assert "colleague rejected version 3: The page says 1997." in text


def test_a_change_proposed_again_after_a_rejection_is_a_conflict(open_form, send, program, new_record, editor):
    save(program, change(new_record, founded=1999), None)
    reject(newest(program), editor, "Show me a source.")
    mine = open_form() | {"money_note": "$1"}
    save(program, change(new_record, founded=1999), None, "Here it is.")
    form = parse(send(mine)).form_data("#record", "_save")
    assert (form["founded"], form["money_note"]) == (["1999"], ["$1"])
    assert newest(program).number == 3


def test_a_program_retired_while_you_edited_it_is_a_conflict(open_form, send, program, colleague):
    mine = open_form() | {"founded": "1999"}
    retire(program, colleague, "It has ended.")
    conflict = parse(send(mine))
    assert "It has ended." in conflict.text_of("#conflict")
    assert not conflict.has("#their-changes")
    assert fields(conflict, "your-changes") == {"founded"}


def test_a_new_program_has_no_conflict(editor_client, new_record):
    assert editor_client.post(ADD, form_data(new_record)).status_code == 302
