-- What cannot be used, by file, line and column, with personal numbers masked.
WITH regler(bit, felt, kolonne, regel, handling) AS (
    VALUES
        (1, 1, 'forloeb_id', 'mangler', 'raekke_ude'),
        (2, 2, 'cpr', 'mangler', 'raekke_ude'),
        (3, 2, 'cpr', 'cpr_ugyldig', 'raekke_ude'),
        (4, 2, 'cpr', 'dato_raekkefoelge', 'raekke_ude'),
        (5, 2, 'cpr', 'alder_urimelig', 'raekke_ude'),
        (6, 3, 'indsats', 'mangler', 'raekke_ude'),
        (7, 3, 'indsats', 'kode_ukendt', 'raekke_ude'),
        (8, 4, 'kommune', 'kommune_ukendt', 'raekke_ude'),
        (9, 5, 'henvendelsesdato', 'dato_ugyldig', 'felt_tomt'),
        (10, 5, 'henvendelsesdato', 'dato_fremtid', 'felt_tomt'),
        (11, 5, 'henvendelsesdato', 'dato_raekkefoelge', 'felt_tomt'),
        (12, 6, 'koen', 'kode_ukendt', 'felt_tomt'),
        (13, 7, 'indskrivningsdato', 'mangler', 'raekke_ude'),
        (14, 7, 'indskrivningsdato', 'dato_ugyldig', 'raekke_ude'),
        (15, 7, 'indskrivningsdato', 'dato_fremtid', 'raekke_ude'),
        (16, 8, 'udskrivningsdato', 'dato_ugyldig', 'raekke_ude'),
        (17, 8, 'udskrivningsdato', 'dato_fremtid', 'raekke_ude'),
        (18, 8, 'udskrivningsdato', 'dato_raekkefoelge', 'raekke_ude'),
        (19, 9, 'afslutningsaarsag', 'mangler', 'raekke_ude'),
        (20, 9, 'afslutningsaarsag', 'kode_ukendt', 'raekke_ude'),
        (21, 9, 'afslutningsaarsag', 'felt_uventet', 'raekke_ude'),
        (22, 10, 'behandlingsplandato', 'dato_ugyldig', 'felt_tomt'),
        (23, 10, 'behandlingsplandato', 'dato_fremtid', 'felt_tomt'),
        (24, 10, 'behandlingsplandato', 'dato_raekkefoelge', 'felt_tomt'),
        (25, 11, 'laegesamtale_oensket', 'kode_ukendt', 'felt_tomt'),
        (26, 12, 'laegesamtaledato', 'dato_ugyldig', 'felt_tomt'),
        (27, 12, 'laegesamtaledato', 'dato_fremtid', 'felt_tomt'),
        (28, 12, 'laegesamtaledato', 'dato_raekkefoelge', 'felt_tomt'),
        (29, 13, 'opfoelgning_1md_dato', 'dato_ugyldig', 'felt_tomt'),
        (30, 13, 'opfoelgning_1md_dato', 'dato_fremtid', 'felt_tomt'),
        (31, 13, 'opfoelgning_1md_dato', 'dato_raekkefoelge', 'felt_tomt'),
        (32, 13, 'opfoelgning_1md_dato', 'felt_uventet', 'felt_tomt'),
        (33, 14, 'opfoelgning_6md_dato', 'dato_ugyldig', 'felt_tomt'),
        (34, 14, 'opfoelgning_6md_dato', 'dato_fremtid', 'felt_tomt'),
        (35, 14, 'opfoelgning_6md_dato', 'dato_raekkefoelge', 'felt_tomt'),
        (36, 14, 'opfoelgning_6md_dato', 'felt_uventet', 'felt_tomt'),
        (37, 15, 'effekt', 'kode_ukendt', 'felt_tomt'),
        (38, 15, 'effekt', 'felt_uventet', 'felt_tomt')
),
fejl AS (
    SELECT
        udtraek, raekke, kolonne, regel, handling,
        CASE
            WHEN tekst[felt] IS NULL THEN ''
            WHEN kolonne = 'cpr' THEN '******-****'
            ELSE uden_cpr(tekst[felt])
        END AS vaerdi
    FROM {{ ref("laest") }}
    JOIN regler ON (fejl >> bit) & 1 = 1
    WHERE fejl > 1
    UNION ALL
    SELECT
        udtraek, raekke, '', 'feltantal', 'raekke_ude',
        felter || CASE WHEN felter = 1 THEN ' felt' ELSE ' felter' END || ', ventet 15'
    FROM {{ ref("laest") }}
    WHERE fejl = 1
    UNION ALL
    SELECT udtraek, raekke, 'forloeb_id', 'id_dublet', 'raekke_ude', uden_cpr(id)
    FROM {{ ref("dubletter") }}
),
filer AS (
    SELECT udtraek, min(rowid) AS foerste FROM {{ ref("raa") }} GROUP BY udtraek
),
-- Blank lines are no rows to the reader: the place among the rows that each stands before.
blanke AS (
    SELECT aar, plads, sum(count(*)) OVER (PARTITION BY aar ORDER BY plads) AS antal
    FROM (VALUES {{ var("blanks") }}) AS t(aar, plads)
    GROUP BY aar, plads
),
i_filen AS (
    SELECT fejl.*, raekke - foerste AS plads FROM fejl JOIN filer USING (udtraek)
)
SELECT
    udtraek || '/forloeb.csv' AS file,
    i_filen.plads + 2 + coalesce(blanke.antal, 0) AS line,
    kolonne AS "column",
    regel AS rule,
    handling AS action,
    vaerdi AS value
FROM i_filen
ASOF LEFT JOIN blanke ON blanke.aar = i_filen.udtraek AND blanke.plads <= i_filen.plads
ORDER BY file, line, "column", rule
