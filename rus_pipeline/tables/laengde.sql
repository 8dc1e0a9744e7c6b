-- Courses that ended in the year, by the days from admission to discharge; everyone's. The quartiles
-- and the median are by nearest rank: of n values in order, the one numbered n·p rounded up.
-- Counting rules, What else the field counts, laengde; quantile.
WITH raekker AS (
    SELECT raekke
    FROM (VALUES ('alkohol'), ('stof'), ('paaroerende')) AS alle(raekke)
    WHERE tilbydes(raekke)
),
kolonner(kolonne, fra, til) AS (
    VALUES
        ('0-27', 0, 27),
        ('28-83', 28, 83),
        ('84-181', 84, 181),
        ('182-364', 182, 364),
        ('365-og-derover', 365, 999999)
),
afsluttet AS (
    SELECT
        forloeb.indsats::VARCHAR AS raekke,
        forloeb.udskrivningsdato - forloeb.indskrivningsdato AS dage
    FROM udgavens_forloeb AS forloeb
    JOIN udgave ON forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
),
talt AS (
    SELECT raekker.raekke, kolonner.kolonne, count(afsluttet.dage) AS antal
    FROM raekker
    CROSS JOIN kolonner
    LEFT JOIN afsluttet
        ON afsluttet.raekke = raekker.raekke
        AND afsluttet.dage BETWEEN kolonner.fra AND kolonner.til
    GROUP BY ALL
),
celler AS (
    SELECT raekke, kolonne, oplyst('laengde', raekke, kolonne, antal) AS antal FROM talt
),
vandret AS (
    SELECT raekke, kolonne, antal FROM celler
    UNION ALL
    SELECT raekke, 'i-alt', oplyst('laengde', raekke, 'i-alt', sum(antal))
    FROM celler
    GROUP BY raekke
),
lodret AS (
    SELECT raekke, kolonne, antal FROM vandret
    UNION ALL
    SELECT 'i-alt', kolonne, oplyst('laengde', 'i-alt', kolonne, sum(antal))
    FROM vandret
    GROUP BY kolonne
),
alle AS (
    SELECT raekke, dage FROM afsluttet UNION ALL SELECT 'i-alt', dage FROM afsluttet
),
kvantiler(kolonne, procent) AS (
    VALUES ('nedre-kvartil', 25), ('median', 50), ('oevre-kvartil', 75)
),
fordelt AS (
    SELECT raekker.raekke, kvantiler.kolonne, kvantil(alle.dage, kvantiler.procent) AS dage
    FROM (SELECT raekke FROM raekker UNION ALL VALUES ('i-alt')) AS raekker
    CROSS JOIN kvantiler
    LEFT JOIN alle ON alle.raekke = raekker.raekke
    GROUP BY raekker.raekke, kvantiler.kolonne, kvantiler.procent
)
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM lodret
UNION ALL
SELECT raekke, kolonne, oplyst('laengde', raekke, kolonne, dage) FROM fordelt;
