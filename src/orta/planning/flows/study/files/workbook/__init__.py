"""Workbooks of studies: what was filled in is read, and a template is made."""
