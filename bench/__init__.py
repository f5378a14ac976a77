"""`make bench`: how fast Fairlead is, against its budgets.

At 10,000 and 1,000,000 opportunities:
company   the data: seeded, as large as asked for
commands  import, publish and derive as subprocesses of manage.py: time and peak memory
bodies    the requests that a browser makes on a page
inside    the real app in process, to which they are sent
pages     every page after a filter change
floors    the same aggregates in raw Polars

The demo company:
served    the server as a process of its own, and its memory
browser   first load and each page in Chromium: requests, bytes, time to the first chart
load      50 readers at once
readers   what each of them does: the locust file

table     what is printed

`make bench-forecast`: how good the revenue forecaster is, against its bars (forecast, forecast_protocol,
forecast_methods, forecast_table).
"""
