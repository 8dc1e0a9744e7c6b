-- Persons who came back to drug treatment. Counted are persons discharged the year before, not
-- anonymous and not dead, each by the last such discharge (of one day the later line), where that was
-- of the home municipality. A person came back who was admitted again
-- after that day and at most 12 calendar months after it, in the extract of either year, wherever the
-- person lived then.
-- Counting rules, Quality standard, kvalitet-tilbagevenden.
WITH stof AS (
    SELECT forloeb.*, udgave.aar
    FROM forloeb_i_aaret AS forloeb
    JOIN udgave ON forloeb.udtraek IN (udgave.aar - 1, udgave.aar)
    WHERE forloeb.indsats = 'stof' AND NOT forloeb.anonym
),
seneste AS (
    SELECT person, raekke, udskrivningsdato AS udskrevet
    FROM stof
    WHERE udtraek = aar - 1 AND year(udskrivningsdato) = aar - 1 AND afslutningsaarsag <> 'doed'
    QUALIFY row_number() OVER (PARTITION BY person ORDER BY udskrivningsdato DESC, line DESC) = 1
),
udskrevne AS (
    SELECT seneste.person, seneste.udskrevet
    FROM seneste
    JOIN egne_kommuner ON egne_kommuner.raekke = seneste.raekke AND egne_kommuner.rolle = 'hjem'
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
vist AS (SELECT kolonne, antal FROM talt WHERE tilbydes('stof')),
celler AS (
    SELECT
        kolonne,
        CASE
            WHEN EXISTS (SELECT 1 FROM udtraek JOIN udgave ON udtraek.udtraek = udgave.aar - 1)
                THEN oplyst('kvalitet-tilbagevenden', 'personer', kolonne, antal)
        END AS antal
    FROM vist
),
andel AS (
    SELECT
        procent(
            any_value(antal) FILTER (kolonne = 'vendt-tilbage'),
            any_value(antal) FILTER (kolonne = 'i-alt')
        ) AS andel
    FROM celler
    HAVING count(*) > 0
)
SELECT 'personer' AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'personer', 'andel', oplyst('kvalitet-tilbagevenden', 'personer', 'andel', andel)
FROM andel;
