-- The courses as they are read: typed, hidden, every rule tried. `fejl` has a bit for each rule
-- that a row breaks (see kvarantaene), and `tekst` the fields of such a row; -1 is a line of
-- delimiters alone. A field that is to be emptied is.
WITH delt AS (
    SELECT
        rowid AS raekke,
        udtraek,
        nullif(trim(forloeb_id), '') AS id,
        nullif(trim(cpr), '') AS cpr,
        nullif(trim(indsats), '') AS indsats,
        nullif(trim(kommune), '') AS kommune,
        nullif(trim(henvendelsesdato), '') AS kontakt,
        nullif(trim(koen), '') AS koen,
        nullif(trim(indskrivningsdato), '') AS ind,
        nullif(trim(udskrivningsdato), '') AS ud,
        nullif(trim(afslutningsaarsag), '') AS aarsag,
        nullif(trim(behandlingsplandato), '') AS plan,
        nullif(trim(laegesamtale_oensket), '') AS oensket,
        nullif(trim(laegesamtaledato), '') AS samtale,
        nullif(trim(opfoelgning_1md_dato), '') AS opf1,
        nullif(trim(opfoelgning_6md_dato), '') AS opf6,
        nullif(trim(effekt), '') AS effekt,
        CASE
            WHEN effekt IS NOT NULL AND for_mange_1 IS NULL THEN 15
            ELSE len(
                list_filter(
                    [
                        forloeb_id, cpr, indsats, kommune, henvendelsesdato, koen,
                        indskrivningsdato, udskrivningsdato, afslutningsaarsag,
                        behandlingsplandato, laegesamtale_oensket, laegesamtaledato,
                        opfoelgning_1md_dato, opfoelgning_6md_dato, effekt,
                        for_mange_1, for_mange_2
                    ],
                    lambda felt: felt IS NOT NULL
                )
            )
        END AS felter,
        for_mange_1,
        for_mange_2
    FROM {{ ref("raa") }}
),
numre AS (
    SELECT
        *,
        CASE
            WHEN regexp_full_match(cpr, '[0-9]{6}-?[0-9]([0-9]{2}|[A-Za-z]{2})[0-9]')
                THEN upper(replace(cpr, '-', ''))
        END AS cifre,
        dato(kontakt) AS kontakt_d,
        dato(ind) AS ind_d,
        dato(ud) AS ud_d,
        dato(plan) AS plan_d,
        dato(samtale) AS samtale_d,
        dato(opf1) AS opf1_d,
        dato(opf6) AS opf6_d,
        CASE lower(indsats)
            WHEN 'alkohol' THEN 'alkohol' WHEN 'stof' THEN 'stof'
            WHEN 'pårørende' THEN 'paaroerende'
        END AS indsats_k,
        CASE lower(aarsag)
            WHEN 'færdigbehandlet' THEN 1 WHEN 'afsluttet efter eget ønske' THEN 2
            WHEN 'afsluttet med vejledning' THEN 3 WHEN 'udeblevet' THEN 4 WHEN 'død' THEN 5
            WHEN 'fraflyttet' THEN 6 WHEN 'udskrevet til anden institution' THEN 7
            WHEN 'udskrevet til egen læge' THEN 8 WHEN 'udskrevet til hospital' THEN 9
            WHEN 'andet' THEN 10
        END::TINYINT AS aarsag_k,
        CASE lower(effekt)
            WHEN 'stoffri' THEN 1 WHEN 'reduceret' THEN 2 WHEN 'stabiliseret' THEN 3
            WHEN 'uændret' THEN 4 WHEN 'forværret' THEN 5
        END::TINYINT AS effekt_k,
        CASE lower(koen) WHEN 'k' THEN 'kvinder' WHEN 'm' THEN 'maend' END AS koen_k,
        CASE lower(oensket)
            WHEN 'j' THEN true WHEN 'ja' THEN true WHEN 'n' THEN false WHEN 'nej' THEN false
        END AS oensket_k
    FROM delt
),
foedte AS (
    SELECT
        *,
        try_cast(
            CASE
                WHEN cifre[8] >= 'A' THEN
                    CASE cifre[7]
                        WHEN '0' THEN '19' WHEN '1' THEN '19' WHEN '5' THEN '18'
                        WHEN '6' THEN '20' WHEN '7' THEN '20'
                    END
                WHEN cifre[7] <= '3' THEN '19'
                WHEN cifre[7] IN ('4', '9') AND cifre[5:6] > '36' THEN '19'
                WHEN cifre[7] NOT IN ('4', '9') AND cifre[5:6] > '57' THEN '18'
                ELSE '20'
            END
            || cifre[5:6] || '-' || cifre[3:4] || '-'
            || CASE
                WHEN cifre[1:2] > '60' THEN translate(cifre[1], '6789', '0123')
                ELSE cifre[1]
            END
            || cifre[2] AS DATE
        ) AS foedt
    FROM numre
),
slaaet_op AS (
    SELECT
        foedte.*,
        try_cast(coalesce(lower(kommune), '') AS kommunenavn) AS kommune_k,
        {{ var("drawn") }} AS udtrukket,
        CASE
            WHEN cpr IS NULL THEN 'anonym ' || id
            WHEN foedt IS NOT NULL THEN cifre
        END AS identitet,
        10000 * year(foedt) + 100 * month(foedt) + day(foedt) AS foedt_tal,
        10000 * year(ind_d) + 100 * month(ind_d) + day(ind_d) AS ind_tal
    FROM foedte
),
proevet AS (
    SELECT
        *,
        -- Most rows break no rule: only where one may be broken is it found out which.
        CASE
            WHEN NOT (
                felter <> 15
                OR id IS NULL OR indsats_k IS NULL OR kommune_k IS NULL
                OR (cpr IS NULL AND (indsats_k = 'paaroerende' OR koen IS NOT NULL))
                OR (cpr IS NOT NULL AND foedt IS NULL)
                OR coalesce(foedt > ind_d OR ind_tal - foedt_tal >= 1110000, false)
                OR ind_d IS NULL OR ind_d > udtrukket
                OR coalesce(
                    kontakt IS NOT NULL
                    AND (kontakt_d IS NULL OR kontakt_d > udtrukket OR kontakt_d > ind_d),
                    false
                )
                OR CASE
                    WHEN ud IS NULL
                        THEN coalesce(aarsag, opf1, opf6, effekt) IS NOT NULL
                    ELSE ud_d IS NULL OR ud_d > udtrukket OR coalesce(ud_d < ind_d, false)
                        OR aarsag_k IS NULL
                END
                OR coalesce(
                    plan IS NOT NULL
                    AND (plan_d IS NULL OR plan_d > udtrukket OR plan_d < kontakt_d),
                    false
                )
                OR (oensket IS NOT NULL AND oensket_k IS NULL)
                OR coalesce(
                    samtale IS NOT NULL
                    AND (samtale_d IS NULL OR samtale_d > udtrukket OR samtale_d < kontakt_d),
                    false
                )
                OR coalesce(
                    opf1 IS NOT NULL AND (opf1_d IS NULL OR opf1_d > udtrukket OR opf1_d < ud_d),
                    false
                )
                OR coalesce(
                    opf6 IS NOT NULL AND (opf6_d IS NULL OR opf6_d > udtrukket OR opf6_d < ud_d),
                    false
                )
                OR (effekt IS NOT NULL AND (effekt_k IS NULL OR coalesce(indsats_k, '') <> 'stof'))
            ) THEN 0
            WHEN
                coalesce(
                    id, cpr, indsats, kommune, kontakt, koen, ind, ud, aarsag, plan, oensket,
                    samtale, opf1, opf6, effekt
                ) IS NULL THEN -1
            WHEN felter <> 15 THEN 1
            ELSE
                bit_af(id IS NULL, 1)
                | bit_af(cpr IS NULL AND indsats_k = 'paaroerende', 2)
                | bit_af(cpr IS NOT NULL AND foedt IS NULL, 3)
                | bit_af(foedt > ind_d, 4)
                | bit_af(ind_tal - foedt_tal >= 1110000, 5)
                | bit_af(indsats IS NULL, 6)
                | bit_af(indsats IS NOT NULL AND indsats_k IS NULL, 7)
                | bit_af(kommune_k IS NULL, 8)
                | bit_af(kontakt IS NOT NULL AND kontakt_d IS NULL, 9)
                | bit_af(kontakt_d > udtrukket, 10)
                | bit_af(kontakt_d > ind_d, 11)
                | bit_af(koen IS NOT NULL AND koen_k IS NULL AND cpr IS NULL, 12)
                | bit_af(ind IS NULL AND NOT (kontakt_d IS NOT NULL AND ud IS NULL), 13)
                | bit_af(ind IS NOT NULL AND ind_d IS NULL, 14)
                | bit_af(ind_d > udtrukket, 15)
                | bit_af(ud IS NOT NULL AND ud_d IS NULL, 16)
                | bit_af(ud_d > udtrukket, 17)
                | bit_af(ud_d < ind_d, 18)
                | bit_af(aarsag IS NULL AND ud_d IS NOT NULL, 19)
                | bit_af(aarsag IS NOT NULL AND aarsag_k IS NULL, 20)
                | bit_af(aarsag_k IS NOT NULL AND ud IS NULL, 21)
                | bit_af(plan IS NOT NULL AND plan_d IS NULL, 22)
                | bit_af(plan_d > udtrukket, 23)
                | bit_af(plan_d < kontakt_d, 24)
                | bit_af(oensket IS NOT NULL AND oensket_k IS NULL, 25)
                | bit_af(samtale IS NOT NULL AND samtale_d IS NULL, 26)
                | bit_af(samtale_d > udtrukket, 27)
                | bit_af(samtale_d < kontakt_d, 28)
                | bit_af(opf1 IS NOT NULL AND opf1_d IS NULL, 29)
                | bit_af(opf1_d > udtrukket, 30)
                | bit_af(opf1_d < ud_d, 31)
                | bit_af(opf1_d IS NOT NULL AND ud IS NULL, 32)
                | bit_af(opf6 IS NOT NULL AND opf6_d IS NULL, 33)
                | bit_af(opf6_d > udtrukket, 34)
                | bit_af(opf6_d < ud_d, 35)
                | bit_af(opf6_d IS NOT NULL AND ud IS NULL, 36)
                | bit_af(effekt IS NOT NULL AND effekt_k IS NULL, 37)
                | bit_af(effekt_k IS NOT NULL AND (ud IS NULL OR indsats_k <> 'stof'), 38)
        END AS fejl
    FROM slaaet_op
)
SELECT
    raekke, udtraek, udtrukket, felter, id, fejl,
    hash(
        cpr, indsats, kommune, kontakt, koen, ind, ud, aarsag, plan, oensket, samtale, opf1, opf6,
        effekt
    ) AS ens,
    CASE
        WHEN fejl > 0 THEN [
            id, cpr, indsats, kommune, kontakt, koen, ind, ud, aarsag, plan, oensket, samtale,
            opf1, opf6, effekt, for_mange_1, for_mange_2
        ]
    END AS tekst,
    foedt IS NOT NULL AND cifre[1:2] <= '60' AS virkelig,
    (
        '0x' || left(
            sha256(
                '{{ var("outer") }}'::BLOB
                || unhex(sha256('{{ var("inner") }}'::BLOB || encode(identitet)))
            ),
            16
        )
    )::UBIGINT AS person,
    foedt_tal,
    ind_tal,
    CASE
        WHEN cpr IS NULL THEN coalesce(koen_k, 'uoplyst')
        WHEN cifre[10] IN ('1', '3', '5', '7', '9') THEN 'maend'
        ELSE 'kvinder'
    END AS koen,
    indsats_k AS indsats,
    kommune_k AS kommune,
    CASE WHEN fejl & 3584 = 0 THEN kontakt_d END AS kontakt,
    ind_d AS ind,
    ud_d AS ud,
    aarsag_k AS aarsag,
    CASE WHEN fejl & 29360128 = 0 THEN plan_d END AS plan,
    coalesce(oensket_k, false) AS oensket,
    CASE WHEN fejl & 469762048 = 0 THEN samtale_d END AS samtale,
    CASE WHEN fejl & 8053063680 = 0 THEN opf1_d END AS opf1,
    CASE WHEN fejl & 128849018880 = 0 THEN opf6_d END AS opf6,
    CASE WHEN fejl & 412316860416 = 0 THEN effekt_k END AS effekt
FROM proevet
