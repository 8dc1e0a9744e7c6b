"""The report: figures as tables and pages in Danish, as PDF, downloads and a database."""
