-- Grants, by fund and year. A fund is a row by the key of its name (uden-navn where that would be
-- empty), a year that any grant names is a column. The sums are exact; rounding to whole kroner
-- comes last, in i-alt too.
-- Counting rules, Tables of edition Y, tabel-06-tilskud; Words, Money.
WITH givet AS (
    SELECT
        coalesce(nullif(noegle(tilskud.pulje), ''), 'uden-navn') AS raekke,
        tilskud.aar::VARCHAR AS kolonne,
        tilskud.beloeb
    FROM tilskud
    JOIN udgave ON udgave.aar = tilskud.udtraek
),
raekker AS (SELECT DISTINCT raekke FROM givet),
kolonner AS (SELECT DISTINCT kolonne FROM givet),
talt AS (
    SELECT raekker.raekke, kolonner.kolonne, coalesce(sum(givet.beloeb), 0) AS beloeb
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN givet ON givet.raekke = raekker.raekke AND givet.kolonne = kolonner.kolonne
    GROUP BY ALL
),
celler AS (
    SELECT raekke, kolonne, oplyst('tabel-06-tilskud', raekke, kolonne, beloeb) AS beloeb
    FROM talt
),
i_alt AS (
    SELECT raekke, sum(beloeb) AS beloeb FROM celler GROUP BY raekke
)
SELECT raekke AS row_key, kolonne AS column_key, round(beloeb, 0) AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', round(oplyst('tabel-06-tilskud', raekke, 'i-alt', beloeb), 0) FROM i_alt;
