-- Persons who came back to drug treatment: of those discharged the year before (not anonymous, not
-- dead), by the last such discharge of each, those admitted again later than it and on or before it
-- plus 12 calendar months, in the extract of either year.
-- Counting rules, Quality standard, kvalitet-tilbagevenden.
WITH stof AS (
    SELECT forloeb.*, udgave.aar
    FROM forloeb_i_aaret AS forloeb
    JOIN udgave ON forloeb.udtraek IN (udgave.aar - 1, udgave.aar)
    WHERE forloeb.indsats = 'stof' AND NOT forloeb.anonym
),
udskrevne AS (
    SELECT person, max(udskrivningsdato) AS udskrevet
    FROM stof
    WHERE udtraek = aar - 1 AND year(udskrivningsdato) = aar - 1 AND afslutningsaarsag <> 'doed'
    GROUP BY person
),
vendt_tilbage AS (
    SELECT DISTINCT udskrevne.person
    FROM udskrevne
    JOIN stof
        ON stof.person = udskrevne.person
        AND stof.indskrivningsdato > udskrevne.udskrevet
        AND stof.indskrivningsdato <= (udskrevne.udskrevet + INTERVAL 12 MONTH)::DATE
),
talt AS (
    SELECT 'i-alt' AS kolonne, count(*) AS antal FROM udskrevne
    UNION ALL
    SELECT 'vendt-tilbage', count(*) FROM vendt_tilbage
),
celler AS (
    SELECT
        kolonne,
        CASE
            WHEN EXISTS (SELECT 1 FROM udtraek JOIN udgave ON udtraek.udtraek = udgave.aar - 1)
                THEN oplyst('kvalitet-tilbagevenden', 'personer', kolonne, antal)
        END AS antal
    FROM talt
),
andel AS (
    SELECT
        procent(
            any_value(antal) FILTER (kolonne = 'vendt-tilbage'),
            any_value(antal) FILTER (kolonne = 'i-alt')
        ) AS andel
    FROM celler
)
SELECT 'personer' AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'personer', 'andel', oplyst('kvalitet-tilbagevenden', 'personer', 'andel', andel)
FROM andel;
