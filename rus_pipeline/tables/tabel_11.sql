-- Courses in treatment, by sex: active, not relatives, everyone's; the age is that at admission.
-- Counting rules, Tables of edition Y, tabel-11; Words, Reference date, and andel: whole per cent
-- of i-alt over the known rows by largest remainder, ties to the larger count, then in row order.
WITH raekker(raekke, nr) AS (VALUES ('kvinder', 1), ('maend', 2), ('uoplyst', 3)),
kolonner AS (
    SELECT kolonne
    FROM (VALUES ('alkohol'), ('stof-voksne'), ('stof-unge')) AS alle(kolonne)
    WHERE tilbydes(kolonne)
),
talt AS (
    SELECT raekker.raekke, raekker.nr, kolonner.kolonne, count(forloeb.line) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN udgavens_forloeb AS forloeb
        ON forloeb.aktiv
        AND coalesce(forloeb.koen, 'uoplyst') = raekker.raekke
        AND forloeb.kolonne_ved_indskrivning = kolonner.kolonne
    GROUP BY ALL
),
viste AS (
    SELECT raekke, nr, kolonne, antal
    FROM talt
    QUALIFY raekke <> 'uoplyst' OR sum(antal) OVER (PARTITION BY raekke) > 0
),
celler AS (
    SELECT raekke, nr, kolonne, oplyst('tabel-11', raekke, kolonne, antal) AS antal FROM viste
),
summer AS (
    SELECT raekke, nr, sum(antal) AS antal FROM celler GROUP BY raekke, nr
),
i_alt AS (
    SELECT raekke, nr, oplyst('tabel-11', raekke, 'i-alt', antal) AS antal FROM summer
),
andele AS (SELECT raekke, andel FROM andele_til_100('i_alt'))
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', antal FROM i_alt
UNION ALL
SELECT i_alt.raekke, 'andel', oplyst('tabel-11', i_alt.raekke, 'andel', andele.andel)
FROM i_alt
LEFT JOIN andele ON andele.raekke = i_alt.raekke
WHERE i_alt.raekke <> 'uoplyst';
