"""The form that edits a record: its fields, their order on the page, and the record that it holds."""
