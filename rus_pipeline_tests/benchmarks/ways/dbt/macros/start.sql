{% macro start() %}
-- The words of the rules as macros; they last as long as the connection's database.
CREATE OR REPLACE MACRO bit_af(brudt, nr) AS (coalesce(brudt::BIGINT, 0) << nr);
-- By shape first: strptime takes years of three digits, a cast days of one.
CREATE OR REPLACE MACRO dato(tekst) AS
    CASE
        WHEN tekst LIKE '____-__-__' THEN try_cast(tekst AS DATE)
        WHEN tekst LIKE '%-____' THEN try_strptime(tekst, '%d-%m-%Y')::DATE
    END;
CREATE OR REPLACE MACRO overholdt(dag, frist, udtrukket) AS
    CASE
        WHEN dag <= frist THEN 'i-tide'
        WHEN dag IS NOT NULL OR frist < udtrukket THEN 'for-sent'
        WHEN frist IS NOT NULL THEN 'afventer'
    END;
CREATE OR REPLACE MACRO uden_cpr(tekst) AS
    regexp_replace(
        coalesce(tekst, ''),
        '(^|[^0-9])[0-9]{6}\s?[-–]?\s?[0-9][0-9A-Za-z]{2}[0-9]($|[^0-9])',
        '\1******-****\2',
        'g'
    );
CREATE OR REPLACE MACRO noegle(navn) AS
    replace(
        replace(replace(replace(lower(navn), 'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'), ' ', '-'
    );
-- What a municipality may be called, folded, and the code or uoplyst. Names come before aliases.
CREATE OR REPLACE TABLE kommunenavne AS
WITH navne AS (
    SELECT kode, lower(navn) AS navn, 1 AS rang
    FROM read_csv('{{ var("codes") }}/kommuner.csv', all_varchar = true, delim = ';', header = true)
    WHERE '{{ var("year") }}-12-31' BETWEEN gyldig_fra AND coalesce(gyldig_til, '9999')
    UNION ALL
    SELECT kode, lower(alias), 2
    FROM read_csv(
        '{{ var("codes") }}/kommune_alias.csv', all_varchar = true, delim = ';', header = true
    )
),
ord AS (
    SELECT kode, navn, rang FROM navne
    UNION ALL
    SELECT kode, navn || ' kommune', 3 FROM navne
    UNION ALL
    SELECT kode, kode, 0 FROM navne
    UNION ALL
    SELECT kode, kode[2:], 0 FROM navne WHERE kode[1] = '0'
    UNION ALL
    SELECT 'uoplyst', unnest(['', '999', '9999', 'uoplyst', 'udland']), 0
)
SELECT navn, arg_min(kode, rang) AS kode FROM ord GROUP BY navn;
-- A lookup that keeps the order of the rows, as no join does.
DROP TYPE IF EXISTS kommunenavn;
CREATE TYPE kommunenavn AS ENUM (SELECT navn FROM kommunenavne);
{% endmacro %}
