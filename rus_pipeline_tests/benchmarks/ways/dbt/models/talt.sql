-- What is counted, by table, row and column: cells that no row falls in are not here (see pladser).
WITH k AS (
    SELECT kube.*, kommuner.raekke
    FROM {{ ref("kube") }} AS kube
    JOIN {{ ref("kommuner") }} AS kommuner ON kommuner.kode = kube.kommune
)
SELECT tabel, raekke, kolonne, antal::BIGINT AS antal FROM {{ ref("personer") }}
UNION ALL
SELECT 'tabel-02', 'forloeb', kolonne, sum(antal) FROM k WHERE aktiv GROUP BY kolonne
UNION ALL
SELECT 'tabel-07', 'forloeb', kolonne, sum(antal)
FROM k
WHERE ind_maaned IS NOT NULL
GROUP BY kolonne
UNION ALL
SELECT 'tabel-08', 'forloeb', kolonne, sum(antal)
FROM k
WHERE ud_maaned IS NOT NULL
GROUP BY kolonne
UNION ALL
SELECT 'tabel-09', lpad(ind_maaned::VARCHAR, 2, '0'), 'indskrivninger', sum(antal)
FROM k
WHERE ind_maaned IS NOT NULL
GROUP BY ind_maaned
UNION ALL
SELECT 'tabel-09', lpad(ud_maaned::VARCHAR, 2, '0'), 'udskrivninger', sum(antal)
FROM k
WHERE ud_maaned IS NOT NULL
GROUP BY ud_maaned
UNION ALL
SELECT
    'tabel-10',
    [
        'faerdigbehandlet', 'afsluttet-efter-eget-oenske', 'afsluttet-med-vejledning',
        'udeblevet', 'doed', 'fraflyttet', 'udskrevet-til-anden-institution',
        'udskrevet-til-egen-laege', 'udskrevet-til-hospital', 'andet'
    ][aarsag],
    'antal',
    sum(antal)
FROM k
WHERE ud_maaned IS NOT NULL
GROUP BY aarsag
UNION ALL
SELECT 'tabel-11', koen, kolonne_ved_ind, sum(antal)
FROM k
WHERE aktiv AND indsats <> 'paaroerende'
GROUP BY koen, kolonne_ved_ind
UNION ALL
SELECT 'tabel-12', gruppe, indsats || '-' || raekke, sum(antal)
FROM k
WHERE aktiv AND indsats <> 'paaroerende' AND raekke NOT IN ('andre-kommuner', 'uoplyst')
GROUP BY gruppe, indsats, raekke
UNION ALL
SELECT 'udvikling-forloeb', udtraek::VARCHAR, indsats, count(*)
FROM {{ ref("forloeb") }}
WHERE aktiv AND udtraek BETWEEN {{ var("year") }} - 5 AND {{ var("year") }}
GROUP BY udtraek, indsats
UNION ALL
SELECT 'kvalitet-behandlingsgaranti', indsats, garanti, sum(antal)
FROM k
WHERE garanti IS NOT NULL AND NOT anonym AND indsats <> 'paaroerende' AND kommune = {{ var("home") }}
GROUP BY indsats, garanti
UNION ALL
SELECT 'kvalitet-behandlingsplan', 'antal', plan, sum(antal)
FROM k
WHERE plan IS NOT NULL AND NOT anonym AND indsats = 'stof' AND kommune = {{ var("home") }}
GROUP BY plan
UNION ALL
SELECT 'kvalitet-laegesamtale', 'antal', samtale, sum(antal)
FROM k
WHERE samtale IS NOT NULL AND NOT anonym AND indsats = 'stof' AND kommune = {{ var("home") }}
GROUP BY samtale
UNION ALL
SELECT 'kvalitet-opfoelgning', '1-md', opf1, sum(antal)
FROM k
WHERE opf1 IS NOT NULL AND indsats = 'stof' AND aarsag <> 5 AND kommune = {{ var("home") }}
GROUP BY opf1
UNION ALL
SELECT 'kvalitet-opfoelgning', '6-md', opf6, sum(antal)
FROM k
WHERE opf6 IS NOT NULL AND indsats = 'stof' AND aarsag <> 5 AND kommune = {{ var("home") }}
GROUP BY opf6
UNION ALL
SELECT
    'kvalitet-effekt',
    coalesce(
        ['stoffri', 'reduceret', 'stabiliseret', 'uaendret', 'forvaerret'][effekt], 'uoplyst'
    ),
    'antal',
    sum(antal)
FROM k
WHERE ud_maaned IS NOT NULL AND indsats = 'stof' AND kommune = {{ var("home") }}
GROUP BY effekt
