-- Courses under way at the end of each month, by what is treated; everyone's.
-- Counting rules, What else the field counts, bestand: begun by the month's last day, and not ended
-- by then. A month that had not ended when the extract was drawn is not available.
WITH maaneder AS (
    SELECT
        lpad(maaned::VARCHAR, 2, '0') AS raekke,
        last_day(make_date(udgave.aar, maaned::INTEGER, 1)) AS dag,
        udtraek.udtrukket
    FROM udgave
    JOIN udtraek ON udtraek.udtraek = udgave.aar
    CROSS JOIN (SELECT unnest(generate_series(1, 12)) AS maaned)
),
kolonner AS (
    SELECT kolonne
    FROM (VALUES ('alkohol'), ('stof'), ('paaroerende')) AS alle(kolonne)
    WHERE tilbydes(kolonne)
),
talt AS (
    SELECT
        maaneder.raekke,
        maaneder.dag <= maaneder.udtrukket AS forbi,
        kolonner.kolonne,
        count(forloeb.line) AS antal
    FROM maaneder
    CROSS JOIN kolonner
    LEFT JOIN udgavens_forloeb AS forloeb
        ON forloeb.indsats = kolonner.kolonne
        AND forloeb.indskrivningsdato <= maaneder.dag
        AND (forloeb.udskrivningsdato IS NULL OR forloeb.udskrivningsdato > maaneder.dag)
    GROUP BY ALL
),
celler AS (
    SELECT
        raekke,
        kolonne,
        CASE WHEN forbi THEN oplyst('bestand', raekke, kolonne, antal) END AS antal
    FROM talt
),
i_alt AS (
    SELECT raekke, sum(antal) AS antal FROM celler GROUP BY raekke
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', oplyst('bestand', raekke, 'i-alt', antal) FROM i_alt;
