-- The guarantee of treatment within so many days: courses of the home municipality with first contact in the year, not
-- anonymous, waiting ones too, by whether they were admitted in time; andel is those in time of the
-- first two.
-- Counting rules, Quality standard, kvalitet-behandlingsgaranti; see henvendt in recount_courses.sql.
WITH raekker AS (
    SELECT raekke FROM (VALUES ('alkohol'), ('stof')) AS alle(raekke) WHERE tilbydes(raekke)
),
kolonner AS (SELECT kolonne, svar FROM svar_paa_garantien),
talt AS (
    SELECT raekker.raekke, kolonner.kolonne, kolonner.svar, count(henvendt.line) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN henvendt
        ON henvendt.indsats = raekker.raekke
        AND overholdt(henvendt.indskrivningsdato, henvendt.frist, henvendt.udtrukket)
        = kolonner.svar
    GROUP BY ALL
),
celler AS (
    SELECT
        raekke,
        kolonne,
        svar,
        CASE
            WHEN er_leveret((SELECT aar FROM udgave), 'forloeb', ['henvendelsesdato'])
                THEN oplyst('kvalitet-behandlingsgaranti', raekke, kolonne, antal)
        END AS antal
    FROM talt
),
summer AS (
    SELECT
        raekke,
        sum(antal) AS i_alt,
        any_value(antal) FILTER (svar = 'i-tide') AS i_tide,
        any_value(antal) FILTER (svar = 'for-sent') AS for_sent
    FROM celler
    GROUP BY raekke
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', oplyst('kvalitet-behandlingsgaranti', raekke, 'i-alt', i_alt) FROM summer
UNION ALL
SELECT
    raekke,
    'andel',
    oplyst(
        'kvalitet-behandlingsgaranti', raekke, 'andel', procent(i_tide, i_tide + for_sent)
    )
FROM summer;
