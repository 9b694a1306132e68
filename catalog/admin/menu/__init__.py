"""The admin's menu: its entries, and the counts that menu, header and start page share."""
