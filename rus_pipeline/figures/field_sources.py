"""Where the field's definitions stand: publisher, title and year, as a table's notes name them.

Source: counting rules, What else the field counts.
"""

WAITING_TIME = "Danmarks Statistik, statistikdokumentationen »Stofmisbrugsbehandling« (om 2023)"
"""Days from request (anmodning) to start (iværksættelse), the 14 days, and no anonymous persons."""

JOINED_COURSES = (
    "Danmarks Statistik, statistikdokumentationen »Stofmisbrugsbehandling - Social« (u.å.)"
)
"""Contacts of a person with at most ten days between an end and the next start are one."""

FLOW = "Nyt fra Danmarks Statistik, »Stofmisbrugsbehandling social 2018« (om 2018)"
"""Courses begun in the year, ended in it, and under way at its end."""

NEW_CLIENTS = "EMCDDA, »Treatment demand indicator (TDI): Standard protocol 3.0« (2012)"
"""Those who enter treatment for the first time, apart from those treated before."""

RETENTION = (
    "National Treatment Agency for Substance Misuse, »Statistics from the National Drug Treatment"
    " Monitoring System (NDTMS) 1 April 2011 – 31 March 2012« (2012)"
)
"""In treatment for 12 weeks or more, or completed before."""

EXITS = (
    "Public Health England, »Adult Substance Misuse Statistics from the National Drug Treatment"
    " Monitoring System (NDTMS)« (2015-16)"
)
"""Completed, dropped out or left, transferred; and who waited three weeks or less."""

ALCOHOL_REGISTER = "Sundhedsdatastyrelsen, »Alkoholbehandlingen i Danmark 2014« (2016)"
"""Nationalt alkoholbehandlingsregister: completed, against advice, without a last talk."""
