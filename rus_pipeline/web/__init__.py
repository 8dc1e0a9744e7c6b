"""The auditor's pages: what the audit commands answer, in a browser. Read only, in Danish.

Source: audit contract, The auditor's pages.
"""
