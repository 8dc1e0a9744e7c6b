-- The edition's courses counted once, by everything that any table counts courses by.
SELECT
    indsats, kommune, aktiv, anonym, koen, kolonne, kolonne_ved_ind, gruppe, ind_maaned, ud_maaned,
    aarsag, effekt, garanti, plan, samtale, opf1, opf6,
    count(*) AS antal
FROM {{ ref("forloeb") }}
WHERE udtraek = {{ var("year") }}
GROUP BY ALL
