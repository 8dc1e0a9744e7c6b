-- Persons of the home municipality discharged from drug treatment the year before, and those of them who came back.
WITH stof AS (
    SELECT udtraek, linje, person, kommune, ind, ud, aarsag
    FROM {{ ref("forloeb") }}
    WHERE indsats = 'stof' AND NOT anonym
        AND udtraek IN ({{ var("year") }} - 1, {{ var("year") }})
),
udskrevne AS (
    SELECT person, max(ud) AS ud
    FROM stof
    WHERE udtraek = {{ var("year") }} - 1 AND year(ud) = {{ var("year") }} - 1 AND aarsag <> 5
    GROUP BY person
    HAVING arg_max(kommune, (ud, linje)) = {{ var("home") }}
)
SELECT
    CASE
        WHEN EXISTS (FROM {{ ref("laest") }} WHERE udtraek = {{ var("year") }} - 1) THEN count(*)
    END AS i_alt,
    count(*) FILTER (
        EXISTS (
            SELECT 1
            FROM stof
            WHERE stof.person = udskrevne.person
                AND stof.ind > udskrevne.ud
                AND stof.ind <= (udskrevne.ud + INTERVAL 12 MONTH)::DATE
        )
    ) AS vendt_tilbage
FROM udskrevne
