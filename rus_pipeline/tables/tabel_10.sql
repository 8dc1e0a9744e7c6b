-- Why courses that ended in the year did so: courses, everyone's, by closing reason.
-- Counting rules, Tables of edition Y, tabel-10; Words, andel: whole per cent of what is available
-- by largest remainder, ties to the larger count and then to the earlier row.
WITH talt AS (
    SELECT aarsager.noegle AS raekke, aarsager.nr, count(forloeb.line) AS antal
    FROM afslutningsaarsager AS aarsager
    CROSS JOIN udgave
    LEFT JOIN udgavens_forloeb AS forloeb
        ON forloeb.afslutningsaarsag = aarsager.noegle
        AND forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
    GROUP BY ALL
),
celler AS (
    SELECT raekke, nr, oplyst('tabel-10', raekke, 'antal', antal) AS antal FROM talt
),
andele AS (SELECT raekke, andel FROM andele_til_100('celler')),
i_alt AS (
    SELECT sum(antal) AS antal FROM celler
)
SELECT raekke AS row_key, 'antal' AS column_key, antal AS value FROM celler
UNION ALL
SELECT celler.raekke, 'andel', oplyst('tabel-10', celler.raekke, 'andel', andele.andel)
FROM celler
LEFT JOIN andele ON andele.raekke = celler.raekke
UNION ALL
SELECT 'i-alt', 'antal', oplyst('tabel-10', 'i-alt', 'antal', antal) FROM i_alt;
