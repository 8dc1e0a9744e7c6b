-- The counted cells that there are whether or not any row falls in them; nr is the row's order.
WITH raekker(tabel, raekker) AS (
    VALUES
        ('tabel-01', (SELECT list(DISTINCT raekke) FROM {{ ref("kommuner") }})),
        ('tabel-02', ['forloeb']),
        ('tabel-07', ['forloeb']),
        ('tabel-08', ['forloeb']),
        (
            'tabel-09',
            ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']
        ),
        (
            'tabel-10',
            [
                'faerdigbehandlet', 'afsluttet-efter-eget-oenske', 'afsluttet-med-vejledning',
                'udeblevet', 'doed', 'fraflyttet', 'udskrevet-til-anden-institution',
                'udskrevet-til-egen-laege', 'udskrevet-til-hospital', 'andet'
            ]
        ),
        ('tabel-11', ['kvinder', 'maend', 'uoplyst']),
        ('tabel-12', ['0-17', '18-29', '30-49', '50-69', '70-99', 'uoplyst']),
        (
            'udvikling-forloeb',
            (
                SELECT list(DISTINCT aar::VARCHAR)
                FROM (VALUES {{ var("extracts") }}) AS t(aar, udtrukket)
                WHERE aar BETWEEN {{ var("year") }} - 5 AND {{ var("year") }}
            )
        ),
        ('kvalitet-behandlingsgaranti', ['alkohol', 'stof']),
        ('kvalitet-behandlingsplan', ['antal']),
        ('kvalitet-laegesamtale', ['antal']),
        ('kvalitet-opfoelgning', ['1-md', '6-md']),
        (
            'kvalitet-effekt',
            ['stoffri', 'reduceret', 'stabiliseret', 'uaendret', 'forvaerret', 'uoplyst']
        )
),
kolonner(tabel, kolonner) AS (
    VALUES
        ('tabel-01', ['alkohol', 'stof-voksne', 'stof-unge', 'paaroerende']),
        ('tabel-02', ['alkohol', 'stof-voksne', 'stof-unge', 'paaroerende']),
        ('tabel-07', ['alkohol', 'stof-voksne', 'stof-unge', 'paaroerende']),
        ('tabel-08', ['alkohol', 'stof-voksne', 'stof-unge', 'paaroerende']),
        ('tabel-09', ['indskrivninger', 'udskrivninger']),
        ('tabel-10', ['antal']),
        ('tabel-11', ['alkohol', 'stof-voksne', 'stof-unge']),
        (
            'tabel-12',
            (
                SELECT list(indsats || '-' || raekke)
                FROM {{ ref("kommuner") }}
                CROSS JOIN (VALUES ('alkohol'), ('stof')) AS t(indsats)
                WHERE raekke NOT IN ('andre-kommuner', 'uoplyst')
            )
        ),
        ('udvikling-forloeb', ['alkohol', 'stof', 'paaroerende']),
        ('kvalitet-behandlingsgaranti', ['i-tide', 'for-sent', 'afventer']),
        ('kvalitet-behandlingsplan', ['i-tide', 'for-sent', 'afventer']),
        ('kvalitet-laegesamtale', ['i-tide', 'for-sent', 'afventer']),
        ('kvalitet-opfoelgning', ['i-tide', 'for-sent', 'afventer']),
        ('kvalitet-effekt', ['antal'])
),
alle AS (
    SELECT tabel, unnest(raekker) AS raekke, generate_subscripts(raekker, 1) AS nr FROM raekker
)
SELECT alle.tabel, alle.raekke, unnest(kolonner.kolonner) AS kolonne, alle.nr
FROM alle
JOIN kolonner ON kolonner.tabel = alle.tabel
