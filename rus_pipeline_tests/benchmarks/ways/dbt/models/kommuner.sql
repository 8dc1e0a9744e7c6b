-- The municipalities in force, each with its key and its row.
SELECT
    kode,
    noegle(navn) AS navn,
    CASE
        WHEN kode IN ({{ var("home") }}, {{ var("partners") }}) THEN noegle(navn)
        ELSE 'andre-kommuner'
    END AS raekke
FROM read_csv('{{ var("codes") }}/kommuner.csv', all_varchar = true, delim = ';', header = true)
WHERE '{{ var("year") }}-12-31' BETWEEN gyldig_fra AND coalesce(gyldig_til, '9999')
UNION ALL
SELECT 'uoplyst', 'uoplyst', 'uoplyst'
