"""The demo company, Tarvenholt Instruments: invented, seeded, the same bytes every time.

`python -m demo` writes its files into data/. One module per thing the company has; `company.build` puts
them together. Inside, a day is a whole number counted from 1 January of the first year.
"""
