-- Expense, income and their difference in ambulant drug treatment, in each of six years.
-- Counting rules, Tables of edition Y, tabel-05 (postings, Ambulant, Stof) and the paragraph on
-- postings; see ambulant in recount_shared.sql. The sums are exact; rounding to whole kroner comes last.
SELECT raekke AS row_key, aar::VARCHAR AS column_key, round(beloeb, 0) AS value
FROM ambulant
WHERE tabel = 'tabel-05';
