-- Persons of the home municipality in treatment elsewhere, year by year since 2017: i-alt of
-- tabel-03 of each edition that has an extract, else the printed count of that year.
-- Counting rules, Tables of edition Y, tabel-03-udvikling; Words, i-alt (what an extract does not
-- tell is not available in a later edition's development either).
-- A centre whose editions all follow one layout has no history before its first year with an extract
-- or a printed count.
WITH raekker AS (
    SELECT raekke
    FROM egne_kommuner
    WHERE rolle = 'hjem' AND (tilbydes('alkohol') OR tilbydes('stof'))
),
siden_2017 AS (
    SELECT unnest(generate_series(2017, aar))::INTEGER AS aar FROM udgave
),
oplyste AS (
    SELECT udtraek::VARCHAR AS aar FROM udtraek
    UNION ALL
    SELECT trykt.kolonne
    FROM trykt
    JOIN raekker USING (raekke)
    WHERE trykt.tabel = 'tabel-03-udvikling'
),
aarene AS (
    SELECT aar
    FROM siden_2017
    WHERE (SELECT som FROM centret) IS NULL
        OR aar >= (
            SELECT min(siden_2017.aar)
            FROM siden_2017
            JOIN oplyste ON oplyste.aar = siden_2017.aar::VARCHAR
        )
),
celler AS (
    SELECT
        raekker.raekke,
        aarene.aar::VARCHAR AS kolonne,
        CASE
            WHEN udtraek.udtraek IS NULL THEN trykt.antal
            WHEN NOT er_ikke_oplyst(
                udtraek.udtraek, 'tabel-03-udvikling', raekker.raekke, aarene.aar::VARCHAR
            ) THEN tabel_03.antal
        END AS antal
    FROM aarene
    CROSS JOIN raekker
    LEFT JOIN udtraek ON udtraek.udtraek = aarene.aar
    LEFT JOIN tabel_03_af_hvert_aar AS tabel_03
        ON tabel_03.udtraek = aarene.aar
        AND tabel_03.raekke = raekker.raekke
        AND tabel_03.kolonne = 'i-alt'
    LEFT JOIN trykt
        ON trykt.tabel = 'tabel-03-udvikling'
        AND trykt.raekke = raekker.raekke
        AND trykt.kolonne = aarene.aar::VARCHAR
)
SELECT
    raekke AS row_key,
    kolonne AS column_key,
    oplyst('tabel-03-udvikling', raekke, kolonne, antal) AS value
FROM celler;
