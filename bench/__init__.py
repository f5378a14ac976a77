"""`make bench`: how fast Fairlead is at 10,000 and 1,000,000 opportunities, against its budgets.

company   the data: seeded, as large as asked for
commands  import and publish as subprocesses of manage.py: time and peak memory
pages     every page after a filter change, through the real app in process
floors    the same aggregates in raw Polars
table     what is printed
"""
