"""What the workbooks of `tests/data` hold; `tests.data.make_workbooks` writes them."""
