-- Follow-up after drug treatment, due 1 and 6 calendar months (or the centre's own) after the discharge: courses
-- of the home municipality, anonymous ones too, discharged in the year for another reason than death.
-- Counting rules, Quality standard, kvalitet-opfoelgning. Adding months ends on the last day of a
-- month that has not the day.
WITH udskrevet AS (
    SELECT forloeb.*, udtraek.udtrukket
    FROM udgavens_forloeb AS forloeb
    JOIN hjemkommune USING (raekke)
    JOIN udtraek USING (udtraek)
    JOIN udgave ON forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
    WHERE forloeb.indsats = 'stof' AND forloeb.afslutningsaarsag <> 'doed'
),
svar AS (
    SELECT
        foerste_md || '-md' AS raekke,
        overholdt(
            opfoelgning_1md_dato, (udskrivningsdato + to_months(foerste_md))::DATE, udtrukket
        ) AS svar
    FROM udskrevet
    CROSS JOIN centret
    UNION ALL
    SELECT
        anden_md || '-md',
        overholdt(opfoelgning_6md_dato, (udskrivningsdato + to_months(anden_md))::DATE, udtrukket)
    FROM udskrevet
    CROSS JOIN centret
),
raekker AS (
    SELECT foerste_md || '-md' AS raekke, 'opfoelgning_1md_dato' AS dato
    FROM centret
    WHERE tilbydes('stof')
    UNION ALL
    SELECT anden_md || '-md', 'opfoelgning_6md_dato' FROM centret WHERE tilbydes('stof')
),
kolonner(kolonne, svar) AS (
    VALUES ('rettidig', 'i-tide'), ('forsinket', 'for-sent'), ('afventer', 'afventer')
),
talt AS (
    SELECT raekker.raekke, raekker.dato, kolonner.kolonne, count(svar.svar) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN svar ON svar.raekke = raekker.raekke AND svar.svar = kolonner.svar
    GROUP BY ALL
),
celler AS (
    SELECT
        raekke,
        kolonne,
        CASE
            WHEN er_leveret((SELECT aar FROM udgave), 'forloeb', [dato])
                THEN oplyst('kvalitet-opfoelgning', raekke, kolonne, antal)
        END AS antal
    FROM talt
),
i_alt AS (
    SELECT raekke, sum(antal) AS antal FROM celler GROUP BY raekke
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', oplyst('kvalitet-opfoelgning', raekke, 'i-alt', antal) FROM i_alt;
