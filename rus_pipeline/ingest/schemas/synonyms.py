"""Other headings of the columns that several files have. Source: extract contract, File dialect."""

FORLOEB_ID = (
    *("Forløbs-id", "Forløbsid", "Forløbs-nr", "Forløbsnummer"),
    *("Sags-id", "Sagsid", "Sagsnr", "Sagsnummer"),
)
CPR = ("CPR-nr", "CPR-nummer", "Cprnr", "Cprnummer", "Personnummer", "Borgers CPR-nr")
KOMMUNE = ("Bopælskommune", "Kommunekode", "Kommunenr", "Kommunenavn")
INDSATS = ("Indsatstype", "Behandlingstype")
STARTDATO = ("Start", "Indskrivningsdato", "Fra dato")
SLUTDATO = ("Slut", "Udskrivningsdato", "Til dato")
BELOEB = ("Beløb kr", "Beløb i kr")
