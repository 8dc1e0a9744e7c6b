-- Effect by ORS: courses of alcohol and drug treatment discharged in the year, everyone, by the last
-- score less the first, of those between admission and discharge, both days included; of one day
-- the later line is the last. andel is those who got better of those with two scores or more.
-- Counting rules, What else the field counts, effekt-ors.
WITH afsluttet AS (
    SELECT
        forloeb.forloeb_id,
        forloeb.indsats,
        forloeb.indskrivningsdato,
        forloeb.udskrivningsdato
    FROM forloeb
    JOIN udgave ON udgave.aar = forloeb.udtraek
    WHERE forloeb.indsats IN ('alkohol', 'stof')
        AND forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
        AND taeller(forloeb.kommune)
),
maalt AS (
    SELECT
        afsluttet.forloeb_id,
        last(maalinger.score ORDER BY maalinger.dato, maalinger.line)
        - first(maalinger.score ORDER BY maalinger.dato, maalinger.line) AS aendring
    FROM afsluttet
    JOIN maalinger
        ON maalinger.forloeb_id = afsluttet.forloeb_id
        AND maalinger.dato BETWEEN afsluttet.indskrivningsdato AND afsluttet.udskrivningsdato
    JOIN udgave ON udgave.aar = maalinger.udtraek
    WHERE maalinger.instrument = 'ors'
    GROUP BY afsluttet.forloeb_id
    HAVING count(*) >= 2
),
svar AS (
    SELECT
        afsluttet.indsats,
        CASE
            WHEN maalt.forloeb_id IS NULL THEN 'uden-maaling'
            WHEN maalt.aendring >= 5 THEN 'bedring'
            WHEN maalt.aendring <= -5 THEN 'forvaerring'
            ELSE 'uaendret'
        END AS svar
    FROM afsluttet
    LEFT JOIN maalt ON maalt.forloeb_id = afsluttet.forloeb_id
),
raekker AS (
    SELECT raekke FROM (VALUES ('alkohol'), ('stof')) AS alle(raekke) WHERE tilbydes(raekke)
),
kolonner(kolonne) AS (
    VALUES ('bedring'), ('uaendret'), ('forvaerring'), ('uden-maaling')
),
talt AS (
    SELECT raekker.raekke, kolonner.kolonne, count(svar.svar) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN svar ON svar.indsats = raekker.raekke AND svar.svar = kolonner.kolonne
    GROUP BY ALL
),
celler AS (
    SELECT
        raekke,
        kolonne,
        CASE
            WHEN er_leveret((SELECT aar FROM udgave), 'maalinger', [])
                THEN oplyst('effekt-ors', raekke, kolonne, antal)
        END AS antal
    FROM talt
),
summer AS (
    SELECT
        raekke,
        sum(antal) AS i_alt,
        any_value(antal) FILTER (kolonne = 'bedring') AS bedring,
        any_value(antal) FILTER (kolonne = 'uaendret') AS uaendret,
        any_value(antal) FILTER (kolonne = 'forvaerring') AS forvaerring
    FROM celler
    GROUP BY raekke
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', oplyst('effekt-ors', raekke, 'i-alt', i_alt) FROM summer
UNION ALL
SELECT
    raekke,
    'andel',
    oplyst('effekt-ors', raekke, 'andel', procent(bedring, bedring + uaendret + forvaerring))
FROM summer;
