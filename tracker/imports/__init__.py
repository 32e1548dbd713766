"""Imports: any office's workbook becomes visits, safely, and can be taken back."""
