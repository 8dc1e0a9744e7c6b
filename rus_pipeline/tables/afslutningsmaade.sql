-- How courses that ended in the year did so, in five ways, by what is treated; everyone's.
-- Counting rules, What else the field counts, afslutningsmaade; Words, andel: whole per cent of what
-- is available by largest remainder, ties to the larger count and then to the earlier row.
WITH maader(raekke, nr, aarsager) AS (
    VALUES
        ('planlagt', 1, ['faerdigbehandlet']),
        ('vejledning', 2, ['afsluttet-med-vejledning']),
        ('afbrudt', 3, ['afsluttet-efter-eget-oenske', 'udeblevet']),
        (
            'overfoert',
            4,
            [
                'udskrevet-til-anden-institution',
                'udskrevet-til-egen-laege',
                'udskrevet-til-hospital'
            ]
        ),
        ('andet', 5, ['fraflyttet', 'doed', 'andet'])
),
kolonner AS (
    SELECT kolonne
    FROM (VALUES ('alkohol'), ('stof'), ('paaroerende')) AS alle(kolonne)
    WHERE tilbydes(kolonne)
),
afsluttet AS (
    SELECT forloeb.line, forloeb.indsats, forloeb.afslutningsaarsag::VARCHAR AS aarsag
    FROM udgavens_forloeb AS forloeb
    JOIN udgave ON forloeb.udskrivningsdato BETWEEN udgave.foerste AND udgave.sidste
),
talt AS (
    SELECT maader.raekke, maader.nr, kolonner.kolonne, count(afsluttet.line) AS antal
    FROM maader
    CROSS JOIN kolonner
    LEFT JOIN afsluttet
        ON afsluttet.indsats = kolonner.kolonne
        AND list_contains(maader.aarsager, afsluttet.aarsag)
    GROUP BY ALL
),
celler AS (
    SELECT raekke, nr, kolonne, oplyst('afslutningsmaade', raekke, kolonne, antal) AS antal
    FROM talt
),
i_alt AS (
    SELECT raekke, nr, oplyst('afslutningsmaade', raekke, 'i-alt', sum(antal)) AS antal
    FROM celler
    GROUP BY raekke, nr
),
nederst AS (
    SELECT kolonne, sum(antal) AS antal FROM celler GROUP BY kolonne
    UNION ALL
    SELECT 'i-alt', sum(antal) FROM i_alt
),
andele AS (SELECT raekke, andel FROM andele_til_100('i_alt'))
SELECT raekke AS row_key, kolonne AS column_key, antal AS value FROM celler
UNION ALL
SELECT raekke, 'i-alt', antal FROM i_alt
UNION ALL
SELECT 'i-alt', kolonne, oplyst('afslutningsmaade', 'i-alt', kolonne, antal) FROM nederst
UNION ALL
SELECT i_alt.raekke, 'andel', oplyst('afslutningsmaade', i_alt.raekke, 'andel', andele.andel)
FROM i_alt
LEFT JOIN andele ON andele.raekke = i_alt.raekke;
