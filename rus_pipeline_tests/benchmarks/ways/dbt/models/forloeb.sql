-- The slice: every row that counts, with what it is counted by.
WITH gyldige AS (
    SELECT
        *,
        greatest(ind_tal, 10000 * udtraek + 101) - foedt_tal < 180000 AS ung,
        ind_tal - foedt_tal < 180000 AS ung_ved_ind,
        (ind_tal - foedt_tal) // 10000 AS alder,
        year(ind) = udtraek AS indskrevet,
        year(ud) = udtraek AS udskrevet,
        year(kontakt) = udtraek AS henvendt,
        kontakt + 14 AS frist
    FROM {{ ref("laest") }}
    WHERE fejl & 4186623 = 0 AND raekke NOT IN (SELECT raekke FROM {{ ref("dubletter") }})
)
SELECT
    udtraek, raekke AS linje, person, indsats, kode AS kommune, ind, ud, aarsag, effekt, oensket, koen,
    foedt_tal IS NULL AS anonym,
    coalesce(year(ind) <= udtraek AND (ud IS NULL OR year(ud) >= udtraek), false) AS aktiv,
    CASE
        WHEN indsats <> 'stof' THEN indsats WHEN ung THEN 'stof-unge' ELSE 'stof-voksne'
    END AS kolonne,
    CASE
        WHEN indsats <> 'stof' THEN indsats WHEN ung_ved_ind THEN 'stof-unge' ELSE 'stof-voksne'
    END AS kolonne_ved_ind,
    CASE
        WHEN alder IS NULL THEN 'uoplyst' WHEN alder < 18 THEN '0-17' WHEN alder < 30 THEN '18-29'
        WHEN alder < 50 THEN '30-49' WHEN alder < 70 THEN '50-69' ELSE '70-99'
    END AS gruppe,
    CASE WHEN indskrevet THEN month(ind) END AS ind_maaned,
    CASE WHEN udskrevet THEN month(ud) END AS ud_maaned,
    CASE WHEN henvendt THEN overholdt(ind, frist, udtrukket) END AS garanti,
    CASE WHEN henvendt THEN overholdt(plan, frist, udtrukket) END AS plan,
    CASE WHEN henvendt AND oensket THEN overholdt(samtale, frist, udtrukket) END AS samtale,
    CASE
        WHEN udskrevet THEN overholdt(opf1, (ud + INTERVAL 1 MONTH)::DATE, udtrukket)
    END AS opf1,
    CASE
        WHEN udskrevet THEN overholdt(opf6, (ud + INTERVAL 6 MONTH)::DATE, udtrukket)
    END AS opf6
FROM gyldige
JOIN kommunenavne ON kommunenavne.navn = gyldige.kommune::VARCHAR
