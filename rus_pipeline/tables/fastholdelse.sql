-- Retention: courses admitted in the year, everyone, by whether they were still admitted 84 days
-- after the admission, or the centre's own number of days, or completed before; andel is the
-- retained of those and of the ones that ended before.
-- Counting rules, What else the field counts, fastholdelse.
WITH indskrevet AS (
    SELECT
        forloeb.indsats,
        forloeb.line,
        forloeb.udskrivningsdato,
        forloeb.afslutningsaarsag,
        forloeb.indskrivningsdato + centret.fastholdelse_dage AS dagen,
        udtraek.udtrukket
    FROM udgavens_forloeb AS forloeb
    JOIN udtraek USING (udtraek)
    JOIN udgave ON forloeb.indskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
    CROSS JOIN centret
),
svar AS (
    SELECT
        indsats,
        line,
        CASE
            WHEN udskrivningsdato IS NOT NULL AND udskrivningsdato < dagen
                THEN CASE
                    WHEN afslutningsaarsag = 'faerdigbehandlet' THEN 'fastholdt'
                    ELSE 'afsluttet-foer'
                END
            WHEN dagen <= udtrukket THEN 'fastholdt'
            ELSE 'for-tidligt'
        END AS svar
    FROM indskrevet
),
raekker AS (
    SELECT raekke FROM (VALUES ('alkohol'), ('stof')) AS alle(raekke) WHERE tilbydes(raekke)
),
kolonner(kolonne) AS (VALUES ('fastholdt'), ('afsluttet-foer'), ('for-tidligt')),
talt AS (
    SELECT raekker.raekke, kolonner.kolonne, count(svar.line) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN svar ON svar.indsats = raekker.raekke AND svar.svar = kolonner.kolonne
    GROUP BY ALL
),
celler AS (
    SELECT raekke, kolonne, oplyst('fastholdelse', raekke, kolonne, antal) AS antal FROM talt
),
summer AS (
    SELECT
        raekke,
        sum(antal) AS i_alt,
        any_value(antal) FILTER (kolonne = 'fastholdt') AS fastholdt,
        any_value(antal) FILTER (kolonne = 'afsluttet-foer') AS foer
    FROM celler
    GROUP BY raekke
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', oplyst('fastholdelse', raekke, 'i-alt', i_alt) FROM summer
UNION ALL
SELECT
    raekke,
    'andel',
    oplyst('fastholdelse', raekke, 'andel', procent(fastholdt, fastholdt + foer))
FROM summer;
