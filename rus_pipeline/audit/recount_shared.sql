-- What several tables share: the rules' words as macros, and relations made of them.
-- Counting rules, Words; Tables of edition Y, tabel-03 and postings; Quality standard, due dates.

-- The key of a name: lower-case ASCII, æ→ae, ø→oe, å→aa, spaces→-. The names of grants are free
-- text: accents are left out, and whatever else is neither letter, digit nor hyphen is a hyphen.
CREATE MACRO noegle(navn) AS
    trim(
        regexp_replace(
            regexp_replace(
                strip_accents(
                    replace(replace(replace(lower(trim(navn)), 'æ', 'ae'), 'ø', 'oe'), 'å', 'aa')
                ),
                '[^\x00-\x7F]', '', 'g'
            ),
            '[^a-z0-9-]+', '-', 'g'
        ),
        '-'
    );

-- A text as it is compared with others: case aside, and white space of every kind one space.
CREATE MACRO ens(tekst) AS
    trim(regexp_replace(lower(tekst), '[\s\x0B\x1C-\x1F\x{85}\pZ]+', ' ', 'g'));

-- Whether a course of a municipality counts: in a partner's report only the partner's own do.
CREATE MACRO taeller(i_kommune) AS
    (SELECT kun_kommune FROM centret) IS NULL
    OR i_kommune = (SELECT kun_kommune FROM centret);

-- Age: whole years, the birthday counted as (month, day).
CREATE MACRO alder(foedselsdato, dag) AS
    year(dag) - year(foedselsdato)
    - CASE
        WHEN 100 * month(dag) + day(dag) < 100 * month(foedselsdato) + day(foedselsdato) THEN 1
        ELSE 0
    END;

-- Whether the centre offers what a column or row is of: alkohol, stof-unge, stof-<kommune>. What it
-- does not offer is left out.
CREATE MACRO tilbydes(noegle) AS
    split_part(noegle, '-', 1) IN (SELECT indsats FROM tilbud)
    AND (noegle <> 'stof-unge' OR (SELECT unge FROM centret));

-- Column of a course: stof-voksne where the age is unknown, and for all where the centre does not
-- offer treatment to the young.
CREATE MACRO kolonne_af(indsats, alder) AS
    CASE
        WHEN indsats <> 'stof' THEN indsats
        WHEN alder < 18 AND (SELECT unge FROM centret) THEN 'stof-unge'
        ELSE 'stof-voksne'
    END;

-- Whether what began and ended on these days overlaps the year; without an end, it is still open.
CREATE MACRO overlapper(start, slut, aar) AS
    start IS NOT NULL
    AND start <= make_date(aar, 12, 31)
    AND (slut IS NULL OR slut >= make_date(aar, 1, 1));

-- Per cent: whole, half away from zero, of numbers that are not negative; NULL of nothing.
CREATE MACRO procent(del, hele) AS (200 * del + hele) // nullif(2 * hele, 0);

-- andel: whole per cent of what is available, by largest remainder, so that the shares add to 100;
-- ties to the larger count, then to the earlier row. The row uoplyst has none, and nothing has shares
-- of nothing. raekker is the name of a relation with raekke, nr (its place) and antal.
CREATE MACRO andele_til_100(raekker) AS TABLE
WITH kendte AS (
    SELECT raekke, nr, antal, nullif(sum(antal) OVER (), 0) AS hele
    FROM query_table(raekker)
    WHERE raekke <> 'uoplyst' AND antal IS NOT NULL
),
nedrundet AS (
    SELECT raekke, nr, antal, (100 * antal) // hele AS andel, (100 * antal) % hele AS rest
    FROM kendte
)
SELECT
    raekke,
    andel + CASE
        WHEN row_number() OVER (ORDER BY rest DESC, antal DESC, nr) <= 100 - sum(andel) OVER ()
            THEN 1
        ELSE 0
    END AS andel
FROM nedrundet;

-- The quantile by nearest rank of the days that are known: of n values in order, the one numbered
-- n·p rounded up; NULL of none.
CREATE MACRO kvantil(dage, procent) AS
    (list(dage ORDER BY dage) FILTER (dage IS NOT NULL))[(count(dage) * procent + 99) // 100];

-- Whether an extract says that it cannot tell a cell.
CREATE MACRO er_ikke_oplyst(i_udtraek, i_tabel, i_raekke, i_kolonne) AS
    EXISTS (
        SELECT 1
        FROM ikke_oplyst
        WHERE ikke_oplyst.udtraek = i_udtraek
            AND ikke_oplyst.tabel = i_tabel
            AND ikke_oplyst.kolonne = i_kolonne
            AND (ikke_oplyst.raekke IS NULL OR ikke_oplyst.raekke = i_raekke)
    );

-- A cell's value, NULL where the edition's own extract cannot tell it. Sums pass NULL over and are
-- NULL where there is nothing else, which is what the rules ask of i-alt.
CREATE MACRO oplyst(i_tabel, i_raekke, i_kolonne, vaerdi) AS
    CASE
        WHEN NOT er_ikke_oplyst((SELECT aar FROM udgave), i_tabel, i_raekke, i_kolonne)
            THEN vaerdi
    END;

-- Whether an extract has the file, and these columns in it.
CREATE MACRO er_leveret(i_udtraek, i_fil, i_kolonner) AS
    EXISTS (SELECT 1 FROM leveret WHERE leveret.udtraek = i_udtraek AND leveret.fil = i_fil)
    AND NOT EXISTS (
        SELECT 1
        FROM udeladt
        WHERE udeladt.udtraek = i_udtraek
            AND udeladt.fil = i_fil
            AND list_contains(i_kolonner, udeladt.kolonne)
    );

-- Home and partners, each a row by its name.
CREATE TABLE egne_kommuner AS
SELECT kode, noegle(navn) AS raekke, rolle
FROM kommuner
WHERE rolle IN ('hjem', 'samarbejde');

-- The rows by municipality. A partner's report has none for other municipalities.
CREATE VIEW kommuneraekker AS
SELECT raekke FROM egne_kommuner
UNION ALL
SELECT 'andre-kommuner' FROM centret WHERE kun_kommune IS NULL
UNION ALL
VALUES ('uoplyst');

-- Every course as of the year of its extract: active, age on the reference date (the later of
-- admission and 1 January), column by that age, row by municipality.
CREATE VIEW forloeb_i_aaret AS
WITH med_alder AS (
    SELECT
        forloeb.*,
        overlapper(indskrivningsdato, udskrivningsdato, udtraek) AS aktiv,
        foedselsdato IS NULL AS anonym,
        alder(foedselsdato, greatest(indskrivningsdato, make_date(udtraek, 1, 1))) AS alder_i_aaret,
        alder(foedselsdato, indskrivningsdato) AS alder_ved_indskrivning,
        CASE
            WHEN kommune = 'uoplyst' THEN 'uoplyst'
            ELSE coalesce(egne_kommuner.raekke, 'andre-kommuner')
        END AS raekke
    FROM forloeb
    LEFT JOIN egne_kommuner ON egne_kommuner.kode = forloeb.kommune
)
SELECT
    *,
    kolonne_af(indsats, alder_i_aaret) AS kolonne,
    kolonne_af(indsats, alder_ved_indskrivning) AS kolonne_ved_indskrivning
FROM med_alder;

-- tabel-03 of every edition that has an extract: distinct persons in each cell of treatment
-- elsewhere, active in the year, of the home municipality; and the sum of what is available.
CREATE VIEW tabel_03_af_hvert_aar AS
WITH kolonner AS (
    SELECT kolonne
    FROM (VALUES ('alkohol'), ('stof-voksne'), ('stof-unge')) AS alle(kolonne)
    WHERE tilbydes(kolonne)
),
hjemme AS (
    SELECT
        eksterne_forloeb.udtraek,
        person,
        kolonne_af(indsats, alder(foedselsdato, greatest(startdato, make_date(udtraek, 1, 1))))
            AS kolonne
    FROM eksterne_forloeb
    JOIN egne_kommuner ON egne_kommuner.kode = kommune AND rolle = 'hjem'
    WHERE overlapper(startdato, slutdato, udtraek) AND indsats <> 'paaroerende'
),
talt AS (
    SELECT udtraek.udtraek, raekke, kolonner.kolonne, count(DISTINCT person) AS antal
    FROM udtraek
    CROSS JOIN kolonner
    JOIN egne_kommuner ON rolle = 'hjem'
    LEFT JOIN hjemme
        ON hjemme.udtraek = udtraek.udtraek AND hjemme.kolonne = kolonner.kolonne
    GROUP BY ALL
),
celler AS (
    SELECT
        udtraek,
        raekke,
        kolonne,
        CASE
            WHEN er_leveret(udtraek, 'eksterne_forloeb', ['kommune', 'slutdato'])
                AND NOT er_ikke_oplyst(udtraek, 'tabel-03', raekke, kolonne) THEN antal
        END AS antal
    FROM talt
),
summer AS (
    SELECT udtraek, raekke, sum(antal) AS antal FROM celler GROUP BY udtraek, raekke
)
SELECT udtraek, raekke, kolonne, antal FROM celler
UNION ALL
SELECT
    udtraek,
    raekke,
    'i-alt',
    CASE WHEN NOT er_ikke_oplyst(udtraek, 'tabel-03', raekke, 'i-alt') THEN antal END
FROM summer;

-- tabel-04 and tabel-05: ambulant postings, exactly, of each of the six years up to the edition.
-- The postings of a year come from the newest extract, up to the edition, with a file of postings
-- and the year among those it covers, and from that one alone.
CREATE VIEW ambulant AS
WITH aarene AS (
    SELECT unnest(generate_series(aar - 5, aar))::INTEGER AS aar FROM udgave
),
kilder AS (
    SELECT aarene.aar, max(leveret.udtraek) AS udtraek
    FROM aarene
    LEFT JOIN regnskabsaar ON regnskabsaar.aar = aarene.aar
    LEFT JOIN leveret ON leveret.udtraek = regnskabsaar.udtraek AND leveret.fil = 'posteringer'
    GROUP BY aarene.aar
),
omraader AS (
    SELECT omraade, tabel
    FROM (VALUES ('alkohol', 'tabel-04'), ('stof', 'tabel-05')) AS alle(omraade, tabel)
    WHERE tilbydes(omraade)
),
arter(art) AS (VALUES ('udgift'), ('indtaegt')),
talt AS (
    SELECT
        omraader.tabel, arter.art, kilder.aar, kilder.udtraek,
        coalesce(sum(posteringer.beloeb), 0) AS beloeb
    FROM kilder
    CROSS JOIN omraader
    CROSS JOIN arter
    LEFT JOIN posteringer
        ON posteringer.udtraek = kilder.udtraek
        AND year(posteringer.bogfoeringsdato) = kilder.aar
        AND posteringer.form = 'ambulant'
        AND posteringer.omraade = omraader.omraade
        AND posteringer.art = arter.art
    GROUP BY ALL
),
sider AS (
    SELECT
        tabel,
        aar,
        udtraek,
        art AS raekke,
        CASE
            WHEN udtraek IS NOT NULL AND NOT er_ikke_oplyst(udtraek, tabel, art, aar::VARCHAR)
                THEN oplyst(tabel, art, aar::VARCHAR, beloeb)
        END AS beloeb
    FROM talt
),
resultater AS (
    SELECT
        tabel,
        aar,
        udtraek,
        'aarets-resultat' AS raekke,
        any_value(beloeb) FILTER (raekke = 'indtaegt')
        - any_value(beloeb) FILTER (raekke = 'udgift') AS beloeb
    FROM sider
    GROUP BY tabel, aar, udtraek
)
SELECT tabel, raekke, aar, beloeb FROM sider
UNION ALL
SELECT
    tabel,
    raekke,
    aar,
    CASE
        WHEN NOT er_ikke_oplyst(udtraek, tabel, raekke, aar::VARCHAR)
            THEN oplyst(tabel, raekke, aar::VARCHAR, beloeb)
    END
FROM resultater;

-- Quality standard: in time is on or before the due date; later, or not at all and the time is out,
-- is too late; else it is waited for. The time is out when the extract was drawn after that date.
CREATE MACRO overholdt(dag, frist, udtrukket) AS
    CASE
        WHEN dag <= frist THEN 'i-tide'
        WHEN dag > frist THEN 'for-sent'
        WHEN frist < udtrukket THEN 'for-sent'
        ELSE 'afventer'
    END;
