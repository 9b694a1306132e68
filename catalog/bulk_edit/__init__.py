"""Bulk edits: change the same fields of many programs, preview, save, then publish, reject or undo as one step."""
