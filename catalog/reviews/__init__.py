"""Reviews of programs: what waits for an editor, and the weekly queue."""
