-- Expense, income and their difference in ambulant alcohol treatment, in each of six years.
-- Counting rules, Tables of edition Y, tabel-04 (postings, Ambulant, Alkohol) and the paragraph on
-- postings; see ambulant in recount_shared.sql. The sums are exact; rounding to whole kroner comes last.
SELECT raekke AS row_key, aar::VARCHAR AS column_key, round(beloeb, 0) AS value
FROM ambulant
WHERE tabel = 'tabel-04';
