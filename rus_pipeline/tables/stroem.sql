-- Courses under way when the year began, those that began and ended in it, and those under way when
-- it ended, by what is treated; everyone's.
-- Counting rules, What else the field counts, stroem. Under way at the end of a day: begun by then,
-- and not ended by then.
WITH raekker AS (
    SELECT raekke
    FROM (VALUES ('alkohol'), ('stof'), ('paaroerende')) AS alle(raekke)
    WHERE tilbydes(raekke)
),
dage AS (
    SELECT
        forloeb.indsats,
        forloeb.indskrivningsdato < udgave.foerste
        AND (forloeb.udskrivningsdato IS NULL OR forloeb.udskrivningsdato >= udgave.foerste)
            AS primo,
        forloeb.indskrivningsdato BETWEEN udgave.foerste AND udgave.sidste AS indskrevet,
        forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste AS udskrevet,
        forloeb.indskrivningsdato <= udgave.sidste
        AND (forloeb.udskrivningsdato IS NULL OR forloeb.udskrivningsdato > udgave.sidste)
            AS ultimo
    FROM udgavens_forloeb AS forloeb
    CROSS JOIN udgave
),
talt AS (
    SELECT
        raekker.raekke,
        count(*) FILTER (dage.primo) AS primo,
        count(*) FILTER (dage.indskrevet) AS indskrevet,
        count(*) FILTER (dage.udskrevet) AS udskrevet,
        count(*) FILTER (dage.ultimo) AS ultimo
    FROM raekker
    LEFT JOIN dage ON dage.indsats = raekker.raekke
    GROUP BY raekker.raekke
),
celler AS (
    SELECT raekke, kolonne, oplyst('stroem', raekke, kolonne, antal) AS antal
    FROM (UNPIVOT talt ON primo, indskrevet, udskrevet, ultimo INTO NAME kolonne VALUE antal)
),
i_alt AS (
    SELECT kolonne, sum(antal) AS antal FROM celler GROUP BY kolonne
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'i-alt', kolonne, oplyst('stroem', 'i-alt', kolonne, antal) FROM i_alt;
