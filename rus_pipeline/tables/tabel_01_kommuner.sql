-- The municipalities behind tabel-01's row andre-kommuner, one by one: distinct persons in each
-- column of tabel-01, summed over the columns. A municipality without a person has no row.
-- Counting rules, Tables of edition Y, tabel-01-kommuner.
WITH personer AS (
    SELECT DISTINCT noegle(kommuner.navn) AS raekke, forloeb.kolonne, forloeb.person
    FROM udgavens_forloeb AS forloeb
    JOIN kommuner ON kommuner.kode = forloeb.kommune AND kommuner.rolle = 'anden'
    CROSS JOIN udgave
    WHERE forloeb.aktiv AND (forloeb.kolonne <> 'paaroerende' OR udgave.opstilling >= 2023)
),
talt AS (
    SELECT raekke, count(*) AS antal FROM personer GROUP BY raekke
)
SELECT
    raekke AS row_key,
    'antal' AS column_key,
    oplyst('tabel-01-kommuner', raekke, 'antal', antal) AS value
FROM talt;
