-- The courses of the edition's own extract, for the statements that count them.
-- Counting rules, Words; Quality standard, due dates.

-- The texts of courses. As numbers they take a byte each, where a text takes sixteen.
CREATE TYPE ord AS ENUM (
    SELECT DISTINCT indsats FROM forloeb WHERE indsats IS NOT NULL
    UNION
    SELECT DISTINCT kommune FROM forloeb WHERE kommune IS NOT NULL
    UNION
    SELECT DISTINCT koen FROM forloeb WHERE koen IS NOT NULL
    UNION
    SELECT DISTINCT afslutningsaarsag FROM forloeb WHERE afslutningsaarsag IS NOT NULL
    UNION
    SELECT DISTINCT effekt FROM forloeb WHERE effekt IS NOT NULL
    UNION
    SELECT raekke FROM egne_kommuner
    UNION
    VALUES ('andre-kommuner'), ('uoplyst'), ('stof-voksne'), ('stof-unge')
);

-- The courses of the edition's own extract, with what the statements ask of them: most tables count
-- these, so they are made once.
CREATE TABLE udgavens_forloeb AS
SELECT
    udtraek, line, person, aktiv, anonym, indsats::ord AS indsats, kommune::ord AS kommune,
    raekke::ord AS raekke, kolonne::ord AS kolonne,
    kolonne_ved_indskrivning::ord AS kolonne_ved_indskrivning, alder_ved_indskrivning,
    koen::ord AS koen, henvendelsesdato, indskrivningsdato, udskrivningsdato,
    afslutningsaarsag::ord AS afslutningsaarsag, effekt::ord AS effekt, behandlingsplandato,
    laegesamtale_oensket, laegesamtaledato, opfoelgning_1md_dato, opfoelgning_6md_dato,
    afvist_psykiatri_dato
FROM forloeb_i_aaret
JOIN udgave ON udgave.aar = forloeb_i_aaret.udtraek
WHERE taeller(kommune);

-- Quality standard: the home municipality, whose citizens alone count.
CREATE VIEW hjemkommune AS SELECT raekke::ord AS raekke FROM egne_kommuner WHERE rolle = 'hjem';

-- Quality standard: the courses of the edition's extract whose first contact was in the year, not
-- anonymous, of whatever municipality, waiting ones too; due 14 days after the contact, or the
-- centre's own number.
CREATE VIEW henvendt_af_alle AS
SELECT
    forloeb.*,
    forloeb.henvendelsesdato + (SELECT garanti_dage FROM centret) AS frist,
    udtraek.udtrukket
FROM udgavens_forloeb AS forloeb
JOIN udtraek USING (udtraek)
JOIN udgave ON forloeb.henvendelsesdato BETWEEN udgave.foerste AND udgave.sidste
WHERE NOT forloeb.anonym AND forloeb.indsats IN ('alkohol', 'stof');

-- Those of them that the standard's promises are made to.
CREATE VIEW henvendt AS
SELECT henvendt_af_alle.* FROM henvendt_af_alle JOIN hjemkommune USING (raekke);

-- The columns of the guarantee: their keys name the centre's days.
CREATE VIEW svar_paa_garantien AS
SELECT 'inden-for-' || garanti_dage || '-dage' AS kolonne, 'i-tide' AS svar FROM centret
UNION ALL
SELECT 'efter-' || garanti_dage || '-dage', 'for-sent' FROM centret
UNION ALL
SELECT 'afventer', 'afventer';
