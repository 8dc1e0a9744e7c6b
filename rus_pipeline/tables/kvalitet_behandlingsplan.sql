-- A treatment plan within the guaranteed days: drug courses of the home municipality with first
-- contact in the year, not anonymous, waiting ones too, by the date of the plan; andel is those in time of the first two
-- columns.
-- Counting rules, Quality standard, kvalitet-behandlingsplan; see henvendt in recount_courses.sql.
WITH kolonner AS (SELECT kolonne, svar FROM svar_paa_garantien WHERE tilbydes('stof')),
talt AS (
    SELECT kolonner.kolonne, kolonner.svar, count(henvendt.line) AS antal
    FROM kolonner
    LEFT JOIN henvendt
        ON henvendt.indsats = 'stof'
        AND overholdt(henvendt.behandlingsplandato, henvendt.frist, henvendt.udtrukket)
        = kolonner.svar
    GROUP BY kolonner.kolonne, kolonner.svar
),
celler AS (
    SELECT
        kolonne,
        svar,
        CASE
            WHEN er_leveret(
                (SELECT aar FROM udgave), 'forloeb', ['henvendelsesdato', 'behandlingsplandato']
            ) THEN oplyst('kvalitet-behandlingsplan', 'antal', kolonne, antal)
        END AS antal
    FROM talt
),
summer AS (
    SELECT
        sum(antal) AS i_alt,
        any_value(kolonne) FILTER (svar = 'i-tide') AS i_tide_kolonne,
        any_value(antal) FILTER (svar = 'i-tide') AS i_tide,
        any_value(antal) FILTER (svar = 'for-sent') AS for_sent
    FROM celler
    HAVING count(*) > 0
)
SELECT 'antal' AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'antal', 'i-alt', oplyst('kvalitet-behandlingsplan', 'antal', 'i-alt', i_alt) FROM summer
UNION ALL
SELECT
    'andel',
    i_tide_kolonne,
    oplyst(
        'kvalitet-behandlingsplan', 'andel', i_tide_kolonne,
        procent(i_tide, i_tide + for_sent)
    )
FROM summer;
