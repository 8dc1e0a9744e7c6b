-- Every figure: the counted cells, sums over rows and columns, and shares, whole per cent.
WITH celler AS (
    SELECT tabel, raekke, kolonne, nr, coalesce(antal, 0) AS antal
    FROM {{ ref("pladser") }}
    FULL JOIN {{ ref("talt") }} USING (tabel, raekke, kolonne)
    QUALIFY raekke <> 'uoplyst' OR sum(antal) OVER (PARTITION BY tabel, raekke) > 0
),
raekkesummer AS (
    SELECT tabel, raekke, any_value(nr) AS nr, sum(antal)::BIGINT AS antal
    FROM celler
    GROUP BY tabel, raekke
),
-- By largest remainder, ties to the larger count and then in row order.
kendte AS (
    SELECT
        *,
        nullif(sum(antal) OVER (PARTITION BY tabel), 0)::BIGINT AS hele
    FROM raekkesummer
    WHERE tabel IN ('tabel-10', 'tabel-11', 'tabel-12') AND raekke <> 'uoplyst'
),
andele AS (
    SELECT
        tabel,
        raekke,
        100 * antal // hele + (
            row_number() OVER (
                PARTITION BY tabel ORDER BY 100 * antal % hele DESC, antal DESC, nr
            ) <= 100 - sum(100 * antal // hele) OVER (PARTITION BY tabel)
        )::BIGINT AS andel
    FROM kendte
),
loefter AS (
    SELECT
        tabel,
        raekke,
        sum(antal) FILTER (kolonne = 'i-tide')::BIGINT AS i_tide,
        sum(antal) FILTER (kolonne IN ('i-tide', 'for-sent'))::BIGINT AS afgjort
    FROM celler
    WHERE tabel LIKE 'kvalitet-%'
    GROUP BY tabel, raekke
),
effekter AS (
    SELECT raekke, antal, sum(antal) OVER ()::BIGINT AS hele
    FROM celler
    WHERE tabel = 'kvalitet-effekt' AND raekke <> 'uoplyst'
),
alle AS (
    SELECT
        tabel,
        raekke,
        CASE
            WHEN tabel = 'kvalitet-opfoelgning' AND kolonne = 'i-tide' THEN 'rettidig'
            WHEN tabel = 'kvalitet-opfoelgning' AND kolonne = 'for-sent' THEN 'forsinket'
            WHEN kolonne = 'i-tide' THEN 'inden-for-14-dage'
            WHEN kolonne = 'for-sent' THEN 'efter-14-dage'
            ELSE kolonne
        END AS kolonne,
        antal
    FROM celler
    UNION ALL
    SELECT tabel, raekke, 'i-alt', antal
    FROM raekkesummer
    WHERE tabel NOT IN ('tabel-01-kommuner', 'tabel-09', 'tabel-10', 'kvalitet-effekt')
    UNION ALL
    SELECT 'tabel-01', 'samarbejde', 'i-alt', sum(antal)
    FROM raekkesummer
    WHERE tabel = 'tabel-01' AND raekke NOT IN ('andre-kommuner', 'uoplyst')
    UNION ALL
    SELECT tabel, 'i-alt', kolonne, sum(antal)
    FROM celler
    WHERE tabel IN ('tabel-09', 'tabel-10')
    GROUP BY tabel, kolonne
    UNION ALL
    SELECT tabel, raekke, 'andel', andel FROM andele
    UNION ALL
    SELECT tabel, raekke, 'andel', (200 * i_tide + afgjort) // nullif(2 * afgjort, 0)
    FROM loefter
    WHERE tabel = 'kvalitet-behandlingsgaranti'
    UNION ALL
    SELECT
        tabel, 'andel', 'inden-for-14-dage', (200 * i_tide + afgjort) // nullif(2 * afgjort, 0)
    FROM loefter
    WHERE tabel IN ('kvalitet-behandlingsplan', 'kvalitet-laegesamtale')
    UNION ALL
    SELECT 'kvalitet-effekt', raekke, 'andel', (200 * antal + hele) // nullif(2 * hele, 0)
    FROM effekter
    UNION ALL
    SELECT
        'kvalitet-tilbagevenden',
        'personer',
        unnest(['i-alt', 'vendt-tilbage', 'andel']),
        unnest(
            [
                i_alt,
                CASE WHEN i_alt IS NOT NULL THEN vendt_tilbage END,
                (200 * vendt_tilbage + i_alt) // nullif(2 * i_alt, 0)
            ]
        )
    FROM {{ ref("tilbagevenden") }}
)
SELECT
    concat_ws('/', {{ var("year") }}, tabel, raekke, kolonne) AS figure_id,
    antal::BIGINT AS value,
    CASE WHEN antal IS NULL THEN 'not_available' ELSE 'observed' END AS status
FROM alle
