-- The relations that every statement reads. Those of the edition and the code lists are filled before
-- recount_shared.sql is run, those of the extracts after it: they are other ones for each recount.
-- `udtraek` is everywhere the year of the extract that a row was delivered in.

-- The edition: one row. opstilling is the year whose layout it follows, mostly its own.
CREATE TABLE udgave (aar INTEGER, foerste DATE, sidste DATE, opstilling INTEGER);

-- The centre: one row. Whether it offers treatment to the young; the standard's terms, in days from
-- contact, in calendar months from discharge, and in days from admission; the layout of every edition, empty where each
-- follows its own year; the municipality that a partner's report is of, empty in the centre's own.
-- tilbud: what it offers.
CREATE TABLE centret (
    unge BOOLEAN, garanti_dage INTEGER, foerste_md INTEGER, anden_md INTEGER,
    fastholdelse_dage INTEGER, som INTEGER, kun_kommune VARCHAR
);
CREATE TABLE tilbud (indsats VARCHAR);

-- The extracts at hand, up to the edition, and the date each was drawn.
CREATE TABLE udtraek (udtraek INTEGER, udtrukket DATE);

-- The years that the postings of an extract cover whole.
CREATE TABLE regnskabsaar (udtraek INTEGER, aar INTEGER);

-- The files of an extract that were delivered, and the columns left out of them altogether.
CREATE TABLE leveret (udtraek INTEGER, fil VARCHAR);
CREATE TABLE udeladt (udtraek INTEGER, fil VARCHAR, kolonne VARCHAR);

-- What an extract says that it cannot tell; without a row, it is the whole column of the table.
CREATE TABLE ikke_oplyst (udtraek INTEGER, tabel VARCHAR, raekke VARCHAR, kolonne VARCHAR);

-- The municipalities in force on the edition's last day; rolle is hjem, samarbejde or anden.
CREATE TABLE kommuner (kode VARCHAR, navn VARCHAR, rolle VARCHAR);

-- Code lists in force on the edition's last day, nr being their order. til is empty without an end.
CREATE TABLE afslutningsaarsager (noegle VARCHAR, nr INTEGER);
CREATE TABLE effekter (noegle VARCHAR, nr INTEGER);
CREATE TABLE aldersgrupper (noegle VARCHAR, fra INTEGER, til INTEGER, nr INTEGER);

-- Counts that printed reports give for figures that may take them.
CREATE TABLE trykt (tabel VARCHAR, raekke VARCHAR, kolonne VARCHAR, antal DECIMAL(18, 0));

-- The delivered files, a row each: views of the validated rows where the file was delivered, else
-- these empty tables. kommune is a four-digit code or uoplyst. A course without
-- foedselsdato is anonymous, and its person is its own.
CREATE TABLE forloeb (
    udtraek INTEGER, file VARCHAR, line BIGINT, forloeb_id VARCHAR, person UBIGINT,
    foedselsdato DATE, indsats VARCHAR, kommune VARCHAR, henvendelsesdato DATE, koen VARCHAR,
    indskrivningsdato DATE, udskrivningsdato DATE, afslutningsaarsag VARCHAR,
    behandlingsplandato DATE, laegesamtale_oensket BOOLEAN, laegesamtaledato DATE,
    opfoelgning_1md_dato DATE, opfoelgning_6md_dato DATE, afvist_psykiatri_dato DATE,
    effekt VARCHAR
);
CREATE TABLE eksterne_forloeb (
    udtraek INTEGER, file VARCHAR, line BIGINT, forloeb_id VARCHAR, person UBIGINT,
    foedselsdato DATE, indsats VARCHAR, kommune VARCHAR, leverandoer VARCHAR,
    leverandoertype VARCHAR, startdato DATE, slutdato DATE
);
CREATE TABLE posteringer (
    udtraek INTEGER, file VARCHAR, line BIGINT, bilagsnr VARCHAR, bogfoeringsdato DATE,
    omraade VARCHAR, form VARCHAR, art VARCHAR, beloeb DECIMAL(18, 2)
);
CREATE TABLE doegnophold (
    udtraek INTEGER, file VARCHAR, line BIGINT, ophold_id VARCHAR, person UBIGINT,
    foedselsdato DATE, kommune VARCHAR, omraade VARCHAR, startdato DATE, slutdato DATE,
    beloeb DECIMAL(18, 2)
);
CREATE TABLE tilskud (
    udtraek INTEGER, file VARCHAR, line BIGINT, pulje VARCHAR, pulje_i_bogstaver VARCHAR,
    aar INTEGER, beloeb DECIMAL(18, 2)
);
CREATE TABLE maalinger (
    udtraek INTEGER, file VARCHAR, line BIGINT, forloeb_id VARCHAR, dato DATE, instrument VARCHAR,
    score DECIMAL(18, 6)
);
