-- Persons of the home municipality in treatment elsewhere, not relatives.
-- Counting rules, Tables of edition Y, tabel-03; see tabel_03_af_hvert_aar in recount_shared.sql.
SELECT raekke AS row_key, kolonne AS column_key, antal AS value
FROM tabel_03_af_hvert_aar
JOIN udgave ON udgave.aar = tabel_03_af_hvert_aar.udtraek;
