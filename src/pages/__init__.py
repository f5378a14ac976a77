"""Pages of the dashboard, one module each, and what they are made of.

A module with PATH, TITLE, ORDER and `layout` is a page and is found by itself; the others hold its parts.
"""
