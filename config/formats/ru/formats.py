"""Dates as they are written in Russian: the month in the genitive, hours on the 24-hour clock."""

DATE_FORMAT = "j E Y"
SHORT_DATE_FORMAT = "d.m.Y"
MONTH_DAY_FORMAT = "j E"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y, H:i"
FIRST_DAY_OF_WEEK = 1
