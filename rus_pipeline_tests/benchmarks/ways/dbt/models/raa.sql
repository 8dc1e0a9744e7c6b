-- The files as they are, in their order: a row's place in them is its rowid. Fields that are not
-- there are NULL, those that are empty are not.
SELECT right(parse_dirpath(filename), 4)::INTEGER AS udtraek, * EXCLUDE (filename)
FROM read_csv(
    {{ var("files") }},
    delim = ';', quote = '', escape = '', header = true, encoding = 'latin-1',
    auto_detect = false, null_padding = true, nullstr = '\x02', strict_mode = false,
    filename = true,
    columns = {
        'forloeb_id': 'VARCHAR', 'cpr': 'VARCHAR', 'indsats': 'VARCHAR',
        'kommune': 'VARCHAR', 'henvendelsesdato': 'VARCHAR', 'koen': 'VARCHAR',
        'indskrivningsdato': 'VARCHAR', 'udskrivningsdato': 'VARCHAR',
        'afslutningsaarsag': 'VARCHAR', 'behandlingsplandato': 'VARCHAR',
        'laegesamtale_oensket': 'VARCHAR', 'laegesamtaledato': 'VARCHAR',
        'opfoelgning_1md_dato': 'VARCHAR', 'opfoelgning_6md_dato': 'VARCHAR',
        'effekt': 'VARCHAR', 'for_mange_1': 'VARCHAR', 'for_mange_2': 'VARCHAR'
    }
)
