-- Persons whom psychiatry turned away in the year, by the municipality of the course that says so:
-- distinct persons in each row, not anonymous; i-alt adds the rows up.
-- Counting rules, What else the field counts, afvist-psykiatri.
WITH raekker AS (SELECT raekke FROM kommuneraekker),
talt AS (
    SELECT raekker.raekke, count(DISTINCT forloeb.person) AS antal
    FROM raekker
    CROSS JOIN udgave
    LEFT JOIN udgavens_forloeb AS forloeb
        ON forloeb.raekke = raekker.raekke
        AND NOT forloeb.anonym
        AND forloeb.afvist_psykiatri_dato BETWEEN udgave.foerste AND udgave.sidste
    GROUP BY raekker.raekke
),
celler AS (
    SELECT
        raekke,
        CASE
            WHEN er_leveret((SELECT aar FROM udgave), 'forloeb', ['afvist_psykiatri_dato'])
                THEN oplyst('afvist-psykiatri', raekke, 'antal', antal)
        END AS antal
    FROM talt
    WHERE raekke <> 'uoplyst' OR antal > 0
)
SELECT raekke AS row_key, 'antal' AS column_key, antal AS value FROM celler
UNION ALL
SELECT 'i-alt', 'antal', oplyst('afvist-psykiatri', 'i-alt', 'antal', sum(antal)) FROM celler;
