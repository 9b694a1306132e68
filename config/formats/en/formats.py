"""How the admin writes dates and times: in its templates, and in the lists that Django builds."""

DATE_FORMAT = "F j, Y"
TIME_FORMAT = "g:i a"
DATETIME_FORMAT = "F j, Y, g:i a"
