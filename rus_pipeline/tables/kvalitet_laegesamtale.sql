-- A doctor's talk within 14 days of the first contact: the courses of kvalitet-behandlingsplan in
-- which a talk was wished for, by its date; andel is those in time of the first two columns.
-- Counting rules, Quality standard, kvalitet-laegesamtale; see henvendt in recount_courses.sql.
WITH kolonner(kolonne, svar) AS (
    VALUES ('inden-for-14-dage', 'i-tide'), ('efter-14-dage', 'for-sent'), ('afventer', 'afventer')
),
talt AS (
    SELECT kolonner.kolonne, count(henvendt.line) AS antal
    FROM kolonner
    LEFT JOIN henvendt
        ON henvendt.indsats = 'stof'
        AND henvendt.laegesamtale_oensket
        AND overholdt(henvendt.laegesamtaledato, henvendt.frist, henvendt.udtrukket)
        = kolonner.svar
    GROUP BY kolonner.kolonne
),
celler AS (
    SELECT
        kolonne,
        CASE
            WHEN er_leveret(
                (SELECT aar FROM udgave),
                'forloeb',
                ['henvendelsesdato', 'laegesamtale_oensket', 'laegesamtaledato']
            ) THEN oplyst('kvalitet-laegesamtale', 'antal', kolonne, antal)
        END AS antal
    FROM talt
),
summer AS (
    SELECT
        sum(antal) AS i_alt,
        any_value(antal) FILTER (kolonne = 'inden-for-14-dage') AS i_tide,
        any_value(antal) FILTER (kolonne = 'efter-14-dage') AS for_sent
    FROM celler
)
SELECT 'antal' AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'antal', 'i-alt', oplyst('kvalitet-laegesamtale', 'antal', 'i-alt', i_alt) FROM summer
UNION ALL
SELECT
    'andel',
    'inden-for-14-dage',
    oplyst(
        'kvalitet-laegesamtale', 'andel', 'inden-for-14-dage', procent(i_tide, i_tide + for_sent)
    )
FROM summer;
