-- Courses in treatment, by what is treated: active courses.
-- Counting rules, Tables of edition Y, tabel-02. To edition 2022 drug treatment is one column, from
-- 2023 it is two, by age.
WITH kolonner(kolonne, taeller) AS (
    SELECT kolonne, taeller
    FROM (
        VALUES
            ('alkohol', ['alkohol'], 0, 9999),
            ('stof', ['stof-voksne', 'stof-unge'], 0, 2022),
            ('stof-voksne', ['stof-voksne'], 2023, 9999),
            ('stof-unge', ['stof-unge'], 2023, 9999),
            ('paaroerende', ['paaroerende'], 0, 9999)
    ) AS alle(kolonne, taeller, fra_aar, til_aar)
    JOIN udgave ON udgave.opstilling BETWEEN fra_aar AND til_aar
    WHERE tilbydes(kolonne)
),
talt AS (
    SELECT kolonner.kolonne, count(forloeb.line) AS antal
    FROM kolonner
    LEFT JOIN udgavens_forloeb AS forloeb
        ON forloeb.aktiv AND list_contains(kolonner.taeller, forloeb.kolonne)
    GROUP BY kolonner.kolonne
),
celler AS (
    SELECT kolonne, oplyst('tabel-02', 'forloeb', kolonne, antal) AS antal FROM talt
),
i_alt AS (
    SELECT sum(antal) AS antal FROM celler
)
SELECT 'forloeb' AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'forloeb', 'i-alt', oplyst('tabel-02', 'forloeb', 'i-alt', antal) FROM i_alt;
