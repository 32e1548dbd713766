"""Search over the whole record, by an index that the database itself keeps up.

`texts` says what is searched, `engine` makes each engine's index and the triggers that note changes, `index`
brings it up to date, `query` asks it.
"""
