-- Admissions and discharges of the year, month by month: courses, everyone's.
-- Counting rules, Tables of edition Y, tabel-09.
WITH dage AS (
    SELECT 'indskrivninger' AS kolonne, indskrivningsdato AS dag FROM udgavens_forloeb
    UNION ALL
    SELECT 'udskrivninger', udskrivningsdato FROM udgavens_forloeb
),
kolonner(kolonne) AS (VALUES ('indskrivninger'), ('udskrivninger')),
maaneder AS (SELECT unnest(generate_series(1, 12)) AS maaned),
talt AS (
    SELECT
        lpad(maaneder.maaned::VARCHAR, 2, '0') AS raekke,
        kolonner.kolonne,
        count(dage.dag) AS antal
    FROM udgave
    CROSS JOIN maaneder
    CROSS JOIN kolonner
    LEFT JOIN dage
        ON dage.kolonne = kolonner.kolonne
        AND month(dage.dag) = maaneder.maaned
        AND dage.dag BETWEEN udgave.foerste AND udgave.sidste
    GROUP BY ALL
),
celler AS (
    SELECT raekke, kolonne, oplyst('tabel-09', raekke, kolonne, antal) AS antal FROM talt
),
i_alt AS (
    SELECT kolonne, sum(antal) AS antal FROM celler GROUP BY kolonne
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'i-alt', kolonne, oplyst('tabel-09', 'i-alt', kolonne, antal) FROM i_alt;
