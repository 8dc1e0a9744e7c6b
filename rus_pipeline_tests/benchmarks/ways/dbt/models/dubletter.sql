-- The rows whose id stands in the file before: alike, the later ones; differing, all.
WITH gentaget AS (
    SELECT udtraek, id, count(DISTINCT ens) = 1 AS ens, min(raekke) AS foerste
    FROM (
        SELECT udtraek, id, ens, raekke, count(*) OVER (PARTITION BY udtraek, id) AS antal
        FROM {{ ref("laest") }}
        WHERE felter = 15 AND (udtraek, id) IN (
            SELECT (udtraek, id)
            FROM {{ ref("laest") }}
            WHERE felter = 15 AND id IS NOT NULL
            GROUP BY udtraek, id
            HAVING count(*) > 1
        )
    )
    GROUP BY udtraek, id
)
SELECT laest.raekke, laest.udtraek, laest.id
FROM {{ ref("laest") }} AS laest
JOIN gentaget ON gentaget.udtraek = laest.udtraek AND gentaget.id = laest.id
WHERE laest.felter = 15 AND NOT (gentaget.ens AND laest.raekke = gentaget.foerste)
