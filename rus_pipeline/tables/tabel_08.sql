-- Courses that ended in the year, by what is treated.
-- Counting rules, Tables of edition Y, tabel-08. To edition 2022 those of home and partners only,
-- without relatives, drug treatment being one column; from 2023 everyone's, in four columns.
WITH kolonner(kolonne, taeller) AS (
    SELECT kolonne, taeller
    FROM (
        VALUES
            ('alkohol', ['alkohol'], 0, 9999),
            ('stof', ['stof-voksne', 'stof-unge'], 0, 2022),
            ('stof-voksne', ['stof-voksne'], 2023, 9999),
            ('stof-unge', ['stof-unge'], 2023, 9999),
            ('paaroerende', ['paaroerende'], 2023, 9999)
    ) AS alle(kolonne, taeller, fra_aar, til_aar)
    JOIN udgave ON udgave.opstilling BETWEEN fra_aar AND til_aar
    WHERE tilbydes(kolonne)
),
afsluttet AS (
    SELECT forloeb.kolonne, forloeb.line
    FROM udgavens_forloeb AS forloeb
    JOIN udgave ON forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
    WHERE udgave.opstilling >= 2023 OR forloeb.kommune IN (SELECT kode FROM egne_kommuner)
),
talt AS (
    SELECT kolonner.kolonne, count(afsluttet.line) AS antal
    FROM kolonner
    LEFT JOIN afsluttet ON list_contains(kolonner.taeller, afsluttet.kolonne)
    GROUP BY kolonner.kolonne
),
celler AS (
    SELECT kolonne, oplyst('tabel-08', 'forloeb', kolonne, antal) AS antal FROM talt
),
i_alt AS (
    SELECT sum(antal) AS antal FROM celler HAVING count(*) > 0
)
SELECT 'forloeb' AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'forloeb', 'i-alt', oplyst('tabel-08', 'forloeb', 'i-alt', antal) FROM i_alt;
