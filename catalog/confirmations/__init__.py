"""Programs confirm what the catalog says of them, through a link that works once."""
