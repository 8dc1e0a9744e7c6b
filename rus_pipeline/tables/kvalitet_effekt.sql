-- The effect of drug treatment: courses of the home municipality discharged in the year, anonymous ones and deaths too, by
-- effect; andel is whole per cent, half away from zero, of those with an effect.
-- Counting rules, Quality standard, kvalitet-effekt.
WITH udskrevet AS (
    SELECT coalesce(forloeb.effekt, 'uoplyst') AS effekt, forloeb.line
    FROM udgavens_forloeb AS forloeb
    JOIN hjemkommune USING (raekke)
    JOIN udgave ON forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
    WHERE forloeb.indsats = 'stof'
),
raekker AS (
    SELECT noegle AS raekke FROM effekter
    UNION ALL
    VALUES ('uoplyst')
),
talt AS (
    SELECT raekker.raekke, count(udskrevet.line) AS antal
    FROM raekker
    LEFT JOIN udskrevet ON udskrevet.effekt = raekker.raekke
    GROUP BY raekker.raekke
),
celler AS (
    SELECT
        raekke,
        CASE
            WHEN er_leveret((SELECT aar FROM udgave), 'forloeb', ['effekt'])
                THEN oplyst('kvalitet-effekt', raekke, 'antal', antal)
        END AS antal
    FROM talt
    WHERE tilbydes('stof') AND (raekke <> 'uoplyst' OR antal > 0)
),
andele AS (
    SELECT raekke, procent(antal, sum(antal) OVER ()) AS andel
    FROM celler
    WHERE raekke <> 'uoplyst'
)
SELECT raekke AS row_key, 'antal' AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'andel', oplyst('kvalitet-effekt', raekke, 'andel', andel) FROM andele;
