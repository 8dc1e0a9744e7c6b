-- Active courses of each of the last six editions, up to this one, that have an extract: tabel-02
-- of each, counted in that edition's own extract, with drug treatment as one column.
-- Counting rules, Tables of edition Y, udvikling-forloeb; Words, i-alt: what an extract does not
-- tell of its tabel-02, or of this table, is left out here too.
WITH aarene AS (
    SELECT udtraek.udtraek AS aar
    FROM udtraek
    JOIN udgave ON udtraek.udtraek BETWEEN udgave.aar - 5 AND udgave.aar
),
-- Each column here, the column of tabel-02 that it equals or is part of, what that one counts, and
-- the editions with such a column.
dele(kolonne, i_tabel_02, taeller, fra_aar, til_aar) AS (
    VALUES
        ('alkohol', 'alkohol', ['alkohol'], 0, 9999),
        ('stof', 'stof', ['stof-voksne', 'stof-unge'], 0, 2022),
        ('stof', 'stof-voksne', ['stof-voksne'], 2023, 9999),
        ('stof', 'stof-unge', ['stof-unge'], 2023, 9999),
        ('paaroerende', 'paaroerende', ['paaroerende'], 0, 9999)
),
talt AS (
    SELECT aarene.aar, dele.kolonne, dele.i_tabel_02, count(forloeb.line) AS antal
    FROM aarene
    CROSS JOIN centret
    JOIN dele ON coalesce(centret.som, aarene.aar) BETWEEN dele.fra_aar AND dele.til_aar
    LEFT JOIN forloeb_i_aaret AS forloeb
        ON forloeb.udtraek = aarene.aar
        AND forloeb.aktiv
        AND taeller(forloeb.kommune)
        AND list_contains(dele.taeller, forloeb.kolonne)
    WHERE tilbydes(dele.i_tabel_02)
    GROUP BY ALL
),
fra_tabel_02 AS (
    SELECT
        aar,
        kolonne,
        CASE WHEN NOT er_ikke_oplyst(aar, 'tabel-02', 'forloeb', i_tabel_02) THEN antal END
            AS antal
    FROM talt
),
lagt_sammen AS (
    SELECT aar, kolonne, sum(antal) AS antal FROM fra_tabel_02 GROUP BY aar, kolonne
),
celler AS (
    SELECT
        aar,
        kolonne,
        CASE
            WHEN NOT er_ikke_oplyst(aar, 'udvikling-forloeb', aar::VARCHAR, kolonne)
                THEN oplyst('udvikling-forloeb', aar::VARCHAR, kolonne, antal)
        END AS antal
    FROM lagt_sammen
),
summer AS (
    SELECT aar, sum(antal) AS antal FROM celler GROUP BY aar
)
SELECT aar::VARCHAR AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT
    aar::VARCHAR,
    'i-alt',
    CASE
        WHEN NOT er_ikke_oplyst(aar, 'tabel-02', 'forloeb', 'i-alt')
            AND NOT er_ikke_oplyst(aar, 'udvikling-forloeb', aar::VARCHAR, 'i-alt')
            THEN oplyst('udvikling-forloeb', aar::VARCHAR, 'i-alt', antal)
    END
FROM summer;
