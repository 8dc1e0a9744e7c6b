-- Distinct persons of the active courses, in each cell of tabel-01 and tabel-01-kommuner.
WITH aktive AS (
    SELECT kommuner.raekke, kommuner.navn, forloeb.kolonne, forloeb.person
    FROM {{ ref("forloeb") }} AS forloeb
    JOIN {{ ref("kommuner") }} AS kommuner ON kommuner.kode = forloeb.kommune
    WHERE forloeb.udtraek = {{ var("year") }} AND forloeb.aktiv
)
SELECT 'tabel-01' AS tabel, raekke, kolonne, count(DISTINCT person) AS antal
FROM aktive
GROUP BY raekke, kolonne
UNION ALL
SELECT 'tabel-01-kommuner', navn, 'antal', sum(antal)
FROM (
    SELECT navn, kolonne, count(DISTINCT person) AS antal
    FROM aktive
    WHERE raekke = 'andre-kommuner'
    GROUP BY navn, kolonne
)
GROUP BY navn
