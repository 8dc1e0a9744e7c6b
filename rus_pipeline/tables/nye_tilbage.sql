-- Persons admitted in the year, not anonymous, by their first admission of the kind in the year: new,
-- continuing (an earlier course open on the day, or ended at most ten days before), or back again.
-- Counting rules, What else the field counts, nye-tilbage. A course in both extracts is as the
-- edition's own has it; one that only the year before has, still open, ended when that was drawn.
WITH egne AS (
    SELECT forloeb_id, person, kommune, line, indsats, indskrivningsdato, udskrivningsdato
    FROM forloeb
    JOIN udgave ON forloeb.udtraek = udgave.aar
    WHERE indsats IN ('alkohol', 'stof') AND foedselsdato IS NOT NULL
),
kun_foer AS (
    SELECT
        forloeb_id,
        person,
        indsats,
        indskrivningsdato,
        coalesce(udskrivningsdato, udtrukket) AS udskrivningsdato
    FROM forloeb
    JOIN udgave ON forloeb.udtraek = udgave.aar - 1
    JOIN udtraek ON udtraek.udtraek = forloeb.udtraek
    WHERE indsats IN ('alkohol', 'stof')
        AND foedselsdato IS NOT NULL
        AND forloeb_id NOT IN (
            SELECT forloeb_id FROM forloeb JOIN udgave ON forloeb.udtraek = udgave.aar
        )
),
alle AS (
    SELECT forloeb_id, person, indsats, indskrivningsdato, udskrivningsdato FROM egne
    UNION ALL
    SELECT * FROM kun_foer
),
indskrevne AS (
    SELECT person, indsats, kommune, indskrivningsdato AS dagen
    FROM egne
    JOIN udgave ON indskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
    QUALIFY
        row_number() OVER (PARTITION BY person, indsats ORDER BY indskrivningsdato, line) = 1
),
ankomster AS (
    SELECT
        indskrevne.person,
        indskrevne.indsats,
        CASE
            WHEN count(alle.forloeb_id) = 0 THEN 'nye'
            WHEN bool_or(
                alle.udskrivningsdato IS NULL
                OR alle.udskrivningsdato + 10 >= indskrevne.dagen
            ) THEN 'fortsat'
            ELSE 'tilbage'
        END AS ankomst
    FROM indskrevne
    LEFT JOIN alle
        ON alle.person = indskrevne.person
        AND alle.indsats = indskrevne.indsats
        AND alle.indskrivningsdato < indskrevne.dagen
    WHERE taeller(indskrevne.kommune)
    GROUP BY indskrevne.person, indskrevne.indsats
),
raekker AS (
    SELECT raekke FROM (VALUES ('alkohol'), ('stof')) AS kendte(raekke) WHERE tilbydes(raekke)
),
kolonner(kolonne) AS (VALUES ('nye'), ('fortsat'), ('tilbage')),
talt AS (
    SELECT raekker.raekke, kolonner.kolonne, count(ankomster.person) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN ankomster
        ON ankomster.indsats = raekker.raekke AND ankomster.ankomst = kolonner.kolonne
    GROUP BY ALL
),
celler AS (
    SELECT
        raekke,
        kolonne,
        CASE
            WHEN EXISTS (SELECT 1 FROM udtraek JOIN udgave ON udtraek.udtraek = udgave.aar - 1)
                THEN oplyst('nye-tilbage', raekke, kolonne, antal)
        END AS antal
    FROM talt
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', oplyst('nye-tilbage', raekke, 'i-alt', sum(antal))
FROM celler
GROUP BY raekke;
