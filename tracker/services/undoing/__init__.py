"""How a change is taken back: its rows, what refers to them, the values before it, and the report.

`tracker.services.changes` is the door; nothing else asks these modules.
"""
