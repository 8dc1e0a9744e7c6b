-- How long those waited whose first contact was in the year: days from contact to admission, of
-- courses of the home municipality, not anonymous, waiting ones too; of those not admitted, whether
-- the guaranteed days were out when the extract was drawn. Median and 90 per cent are by nearest
-- rank: of n values in order, the one numbered n·p rounded up.
-- Counting rules, What else the field counts, ventetid; quantile; see henvendt in recount_courses.sql.
WITH raekker AS (
    SELECT raekke FROM (VALUES ('alkohol'), ('stof')) AS alle(raekke) WHERE tilbydes(raekke)
),
kolonner(kolonne) AS (
    VALUES
        ('0-3'), ('4-7'), ('8-14'), ('15-21'), ('22-og-derover'), ('afventer'), ('overskredet')
),
ventet AS (
    SELECT
        henvendt.indsats::VARCHAR AS raekke,
        henvendt.indskrivningsdato - henvendt.henvendelsesdato AS dage,
        CASE
            WHEN dage <= 3 THEN '0-3'
            WHEN dage <= 7 THEN '4-7'
            WHEN dage <= 14 THEN '8-14'
            WHEN dage <= 21 THEN '15-21'
            WHEN dage > 21 THEN '22-og-derover'
            WHEN henvendt.frist < henvendt.udtrukket THEN 'overskredet'
            ELSE 'afventer'
        END AS kolonne
    FROM henvendt
),
talt AS (
    SELECT raekker.raekke, kolonner.kolonne, count(ventet.kolonne) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN ventet
        ON ventet.raekke = raekker.raekke AND ventet.kolonne = kolonner.kolonne
    GROUP BY ALL
),
leverede AS (
    SELECT er_leveret(aar, 'forloeb', ['henvendelsesdato']) AS alle FROM udgave
),
celler AS (
    SELECT
        raekke,
        kolonne,
        CASE WHEN leverede.alle THEN oplyst('ventetid', raekke, kolonne, antal) END AS antal
    FROM talt
    CROSS JOIN leverede
),
kvantiler(kolonne, procent) AS (VALUES ('median', 50), ('p90', 90)),
fordelt AS (
    SELECT raekker.raekke, kvantiler.kolonne, kvantil(ventet.dage, kvantiler.procent) AS dage
    FROM raekker
    CROSS JOIN kvantiler
    LEFT JOIN ventet ON ventet.raekke = raekker.raekke
    GROUP BY raekker.raekke, kvantiler.kolonne, kvantiler.procent
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', oplyst('ventetid', raekke, 'i-alt', sum(antal))
FROM celler
GROUP BY raekke
UNION ALL
SELECT
    raekke,
    kolonne,
    CASE WHEN leverede.alle THEN oplyst('ventetid', raekke, kolonne, dage) END
FROM fordelt
CROSS JOIN leverede;
