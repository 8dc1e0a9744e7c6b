-- Courses in treatment, by age at admission: active, not relatives, of home and partners.
-- Counting rules, Tables of edition Y, tabel-12; Words, Reference date, and andel: whole per cent
-- of i-alt over the known rows by largest remainder, ties to the larger count, then in row order.
WITH raekker AS (
    SELECT noegle AS raekke, fra, til, nr FROM aldersgrupper
    UNION ALL
    SELECT 'uoplyst', NULL, NULL, 9999
),
kolonner AS (
    SELECT indsats || '-' || raekke AS kolonne, indsats, kode
    FROM (VALUES ('alkohol'), ('stof')) AS indsatser(indsats)
    CROSS JOIN egne_kommuner
    WHERE tilbydes(indsats)
),
talt AS (
    SELECT raekker.raekke, raekker.nr, raekker.til, kolonner.kolonne, count(forloeb.line) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN udgavens_forloeb AS forloeb
        ON forloeb.aktiv
        AND forloeb.indsats = kolonner.indsats
        AND forloeb.kommune = kolonner.kode
        AND CASE
            WHEN raekker.raekke = 'uoplyst' THEN forloeb.alder_ved_indskrivning IS NULL
            ELSE forloeb.alder_ved_indskrivning >= raekker.fra
                AND (raekker.til IS NULL OR forloeb.alder_ved_indskrivning <= raekker.til)
        END
    GROUP BY ALL
),
viste AS (
    SELECT raekke, nr, kolonne, antal
    FROM talt
    -- The young are a row where the centre offers them treatment, or gives it nonetheless.
    QUALIFY sum(antal) OVER (PARTITION BY raekke) > 0
        OR (raekke <> 'uoplyst' AND (til IS NULL OR til >= 18 OR (SELECT unge FROM centret)))
),
celler AS (
    SELECT raekke, nr, kolonne, oplyst('tabel-12', raekke, kolonne, antal) AS antal FROM viste
),
summer AS (
    SELECT raekke, nr, sum(antal) AS antal FROM celler GROUP BY raekke, nr
),
i_alt AS (
    SELECT raekke, nr, oplyst('tabel-12', raekke, 'i-alt', antal) AS antal FROM summer
),
andele AS (SELECT raekke, andel FROM andele_til_100('i_alt'))
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', antal FROM i_alt
UNION ALL
SELECT i_alt.raekke, 'andel', oplyst('tabel-12', i_alt.raekke, 'andel', andele.andel)
FROM i_alt
LEFT JOIN andele ON andele.raekke = i_alt.raekke
WHERE i_alt.raekke <> 'uoplyst';
