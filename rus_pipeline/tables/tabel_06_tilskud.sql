-- Grants, by fund and year. Each fund is a row; each year that a grant names is a column.
-- Names that differ in case and white space alone are one fund. A fund's key is made from its name
-- (uden-navn where that would be empty). Of funds with the same key the first by name has it; the
-- next get -2, -3 …, without those that are another fund's key. No fund has the key i-alt or
-- uoplyst. The sums are exact; each figure, i-alt too, is rounded to whole kroner last.
-- Counting rules, first paragraph; Tables of edition Y, tabel-06-tilskud; Words, Money.
WITH givet AS (
    SELECT
        ens(tilskud.pulje) AS navn,
        coalesce(nullif(noegle(ens(tilskud.pulje_i_bogstaver)), ''), 'uden-navn') AS oensket,
        tilskud.aar::VARCHAR AS kolonne,
        tilskud.beloeb
    FROM tilskud
    JOIN udgave ON udgave.aar = tilskud.udtraek
),
puljer AS (
    SELECT
        navn,
        oensket,
        row_number() OVER (PARTITION BY oensket ORDER BY navn)
            + CASE WHEN oensket IN ('i-alt', 'uoplyst') THEN 1 ELSE 0 END AS nr
    FROM (SELECT navn, min(oensket) AS oensket FROM givet GROUP BY navn)
),
ledige AS (
    SELECT
        oensket,
        oensket || '-' || tal::VARCHAR AS noegle,
        1 + row_number() OVER (PARTITION BY oensket ORDER BY tal) AS nr
    FROM (SELECT DISTINCT oensket FROM puljer)
    CROSS JOIN (SELECT unnest(generate_series(2, 2 * count(*) + 2)) AS tal FROM puljer)
    WHERE oensket || '-' || tal::VARCHAR NOT IN (SELECT oensket FROM puljer)
),
noegler AS (
    SELECT puljer.navn, CASE WHEN puljer.nr = 1 THEN oensket ELSE ledige.noegle END AS raekke
    FROM puljer
    LEFT JOIN ledige USING (oensket, nr)
),
raekker AS (SELECT raekke FROM noegler),
kolonner AS (SELECT DISTINCT kolonne FROM givet),
talt AS (
    SELECT raekker.raekke, kolonner.kolonne, coalesce(sum(fundet.beloeb), 0) AS beloeb
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN (SELECT raekke, kolonne, beloeb FROM givet JOIN noegler USING (navn)) AS fundet
        ON fundet.raekke = raekker.raekke AND fundet.kolonne = kolonner.kolonne
    GROUP BY ALL
),
celler AS (
    SELECT raekke, kolonne, oplyst('tabel-06-tilskud', raekke, kolonne, beloeb) AS beloeb
    FROM talt
),
i_alt AS (
    SELECT raekke, sum(beloeb) AS beloeb FROM celler GROUP BY raekke
)
SELECT raekke AS row_key, kolonne AS column_key, round(beloeb, 0) AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', round(oplyst('tabel-06-tilskud', raekke, 'i-alt', beloeb), 0) FROM i_alt;
