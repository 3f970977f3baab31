"""From the files of a study to its values: settings, tables, workbooks."""
