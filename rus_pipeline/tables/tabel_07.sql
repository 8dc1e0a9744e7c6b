-- Courses that began in the year, by what is treated.
-- Counting rules, Tables of edition Y, tabel-07.
WITH kolonner AS (
    SELECT kolonne
    FROM (
        VALUES ('alkohol'), ('stof-voksne'), ('stof-unge'), ('paaroerende')
    ) AS alle(kolonne)
    WHERE tilbydes(kolonne)
),
begyndt AS (
    SELECT forloeb.kolonne, forloeb.line
    FROM udgavens_forloeb AS forloeb
    JOIN udgave ON forloeb.indskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
),
talt AS (
    SELECT kolonner.kolonne, count(begyndt.line) AS antal
    FROM kolonner
    LEFT JOIN begyndt ON begyndt.kolonne = kolonner.kolonne
    GROUP BY kolonner.kolonne
),
celler AS (
    SELECT kolonne, oplyst('tabel-07', 'forloeb', kolonne, antal) AS antal FROM talt
),
i_alt AS (
    SELECT sum(antal) AS antal FROM celler
)
SELECT 'forloeb' AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'forloeb', 'i-alt', oplyst('tabel-07', 'forloeb', 'i-alt', antal) FROM i_alt;
