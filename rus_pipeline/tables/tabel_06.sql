-- Residential stays of persons of the home municipality that overlap the year: distinct persons,
-- and the whole amount of those stays, summed exactly and rounded last.
-- Counting rules, Tables of edition Y, tabel-06.
WITH raekker AS (
    SELECT raekke FROM (VALUES ('alkohol'), ('stof')) AS alle(raekke) WHERE tilbydes(raekke)
),
ophold AS (
    SELECT doegnophold.omraade, doegnophold.person, doegnophold.beloeb
    FROM doegnophold
    JOIN udgave ON udgave.aar = doegnophold.udtraek
    JOIN egne_kommuner ON egne_kommuner.kode = doegnophold.kommune AND rolle = 'hjem'
    WHERE overlapper(doegnophold.startdato, doegnophold.slutdato, udgave.aar)
),
talt AS (
    SELECT
        raekker.raekke,
        count(DISTINCT ophold.person) AS antal,
        coalesce(sum(ophold.beloeb), 0) AS beloeb
    FROM raekker
    LEFT JOIN ophold ON ophold.omraade = raekker.raekke
    GROUP BY raekker.raekke
),
celler AS (
    SELECT raekke, 'antal' AS kolonne, antal AS vaerdi FROM talt
    UNION ALL
    SELECT raekke, 'beloeb', round(beloeb, 0) FROM talt
)
SELECT
    raekke AS row_key,
    kolonne AS column_key,
    CASE
        WHEN er_leveret((SELECT aar FROM udgave), 'doegnophold', ['kommune', 'slutdato'])
            THEN oplyst('tabel-06', raekke, kolonne, vaerdi)
    END AS value
FROM celler;
