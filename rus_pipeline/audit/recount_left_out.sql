-- How many others than the home municipality's each table of the quality standard, and ventetid,
-- leaves out: the courses, or in kvalitet-tilbagevenden the persons, that it would count if they
-- lived there.
-- Counting rules, Quality standard; What else the field counts, ventetid.
WITH udskrevet AS (
    SELECT forloeb.raekke, forloeb.afslutningsaarsag
    FROM udgavens_forloeb AS forloeb
    JOIN udgave ON forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
    WHERE forloeb.indsats = 'stof'
),
seneste_aaret_foer AS (
    SELECT last(forloeb.raekke ORDER BY forloeb.udskrivningsdato, forloeb.line) AS raekke
    FROM forloeb_i_aaret AS forloeb
    JOIN udgave ON forloeb.udtraek = udgave.aar - 1 AND year(forloeb.udskrivningsdato) = udgave.aar - 1
    WHERE forloeb.indsats = 'stof' AND NOT forloeb.anonym AND forloeb.afslutningsaarsag <> 'doed'
    GROUP BY forloeb.person
),
alle AS (
    SELECT unnest(['kvalitet-behandlingsgaranti', 'ventetid']) AS tabel, raekke
    FROM henvendt_af_alle
    WHERE tilbydes(indsats)
    UNION ALL
    SELECT 'kvalitet-behandlingsplan', raekke FROM henvendt_af_alle WHERE indsats = 'stof'
    UNION ALL
    SELECT 'kvalitet-laegesamtale', raekke
    FROM henvendt_af_alle
    WHERE indsats = 'stof' AND laegesamtale_oensket
    UNION ALL
    SELECT 'kvalitet-opfoelgning', raekke FROM udskrevet WHERE afslutningsaarsag <> 'doed'
    UNION ALL
    SELECT 'kvalitet-effekt', raekke FROM udskrevet
    UNION ALL
    SELECT 'kvalitet-tilbagevenden', raekke FROM seneste_aaret_foer
),
tabeller(tabel) AS (
    SELECT unnest(['kvalitet-behandlingsgaranti', 'ventetid'])
    WHERE tilbydes('alkohol') OR tilbydes('stof')
    UNION ALL
    SELECT unnest([
        'kvalitet-behandlingsplan', 'kvalitet-laegesamtale', 'kvalitet-opfoelgning',
        'kvalitet-effekt', 'kvalitet-tilbagevenden'
    ])
    WHERE tilbydes('stof')
),
kommuner_uden_for(kommune) AS (VALUES ('andre-kommuner'), ('uoplyst'))
SELECT tabeller.tabel, kommuner_uden_for.kommune, count(alle.raekke) AS antal
FROM tabeller
CROSS JOIN kommuner_uden_for
LEFT JOIN alle
    ON alle.tabel = tabeller.tabel
    AND alle.raekke NOT IN (SELECT raekke FROM egne_kommuner WHERE rolle = 'hjem')
    AND (alle.raekke = 'uoplyst') = (kommuner_uden_for.kommune = 'uoplyst')
GROUP BY ALL;
