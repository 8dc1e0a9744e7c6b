-- What stops an edition: a real number without a key of one's own, and too many rows out.
SELECT
    (SELECT coalesce(bool_or(virkelig), false) FROM {{ ref("laest") }}) OR EXISTS (
        SELECT 1
        FROM (SELECT unnest(tekst) AS felt FROM {{ ref("laest") }} WHERE fejl = 1)
        WHERE regexp_full_match(
            felt,
            '(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])[0-9]{2}-?[0-9]([0-9]{2}|[A-Za-z]{2})[0-9]'
        )
    ) AS virkelige,
    (
        SELECT coalesce(max(ude), 0)
        FROM (
            SELECT count(DISTINCT line) AS ude
            FROM {{ ref("kvarantaene") }}
            WHERE action = 'raekke_ude'
            GROUP BY file
            HAVING ude > 3
        )
    ) AS ude,
    (
        SELECT min(antal)
        FROM (
            SELECT count(*) AS antal FROM {{ ref("laest") }} WHERE fejl >= 0 GROUP BY udtraek
        )
    ) AS raekker
