-- Persons in treatment, by municipality: distinct persons with an active course, in each cell.
-- Counting rules, Tables of edition Y, tabel-01. i-alt adds the row's cells up; samarbejde adds
-- up the i-alt of home and partners. Relatives are a column from edition 2023.
WITH raekker AS (SELECT raekke FROM kommuneraekker),
kolonner AS (
    SELECT kolonne
    FROM (
        VALUES ('alkohol', 0), ('stof-voksne', 0), ('stof-unge', 0), ('paaroerende', 2023)
    ) AS alle(kolonne, fra_aar)
    JOIN udgave ON udgave.opstilling >= fra_aar
    WHERE tilbydes(kolonne)
),
talt AS (
    SELECT raekker.raekke, kolonner.kolonne, count(DISTINCT forloeb.person) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN udgavens_forloeb AS forloeb
        ON forloeb.aktiv
        AND forloeb.raekke = raekker.raekke
        AND forloeb.kolonne = kolonner.kolonne
    GROUP BY ALL
),
viste AS (
    SELECT raekke, kolonne, antal
    FROM talt
    QUALIFY raekke <> 'uoplyst' OR sum(antal) OVER (PARTITION BY raekke) > 0
),
celler AS (
    SELECT raekke, kolonne, oplyst('tabel-01', raekke, kolonne, antal) AS antal FROM viste
),
summer AS (
    SELECT raekke, sum(antal) AS antal FROM celler GROUP BY raekke
),
i_alt AS (
    SELECT raekke, oplyst('tabel-01', raekke, 'i-alt', antal) AS antal FROM summer
),
samarbejde AS (
    SELECT sum(antal) AS antal FROM i_alt JOIN egne_kommuner USING (raekke) HAVING count(*) > 0
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', antal FROM i_alt
UNION ALL
SELECT 'samarbejde', 'i-alt', oplyst('tabel-01', 'samarbejde', 'i-alt', antal) FROM samarbejde;
