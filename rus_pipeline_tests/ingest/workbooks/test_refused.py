"""What is no workbook, or none that can be read, is refused with what it is and what to do."""

import re
import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from rus_pipeline.ingest.files.workbooks import UnreadableWorkbookError, visible_sheets
from rus_pipeline_tests.ingest.workbooks import ods_books, xls_books, xlsx_books
from rus_pipeline_tests.ingest.workbooks.books import FORMATS, of, sheets, writers
from rus_pipeline_tests.ingest.workbooks.packages import exchanged, package, parts_of

PAGE = b"<html><body><table><tr><td>forloeb_id</td></tr></table></body></html>"
XML_2003 = (
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PAGE, "en webside"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE HTML PUBLIC ...>" + PAGE, "en webside"),
        (b'<meta http-equiv="content-type">' + PAGE, "en webside"),
        (PAGE.decode().encode("utf-16"), "en webside"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "en webside"),
        (b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="a"', "en webside"),
        (XML_2003, "Excels XML-format fra 2003"),
        (b'<?xml version="1.0"?><data><row/></data>', "er XML"),
        (b"forloeb_id;cpr\r\nF1;610180-0001\r\n", "ren tekst"),
        (b"forloeb_id\tk\xf8n\r\n", "ren tekst"),
        ("forloeb_id\tkøn\r\n".encode("utf-16"), "ren tekst"),
        (b"", "er tom"),
        (b"\x09\x08\x10\x00\x00\x06", "ikke et regneark"),
        (b"\x09\x04\x06\x00\x00\x04\x10\x00", "fra før 1995"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\0", "ikke et regneark"),
        (package({"word/document.xml": "<a/>"}), "ikke et regneark"),
        (b"PK\x03\x04 and then nothing", "afbrudt eller beskadiget"),
    ],
)
@pytest.mark.parametrize("ending", [".xls", ".xlsx", ".ods"])
def test_another_thing_under_a_workbooks_ending(tmp_path, content, said, ending):
    with pytest.raises(UnreadableWorkbookError, match=said) as refused:
        sheets(tmp_path, content, ending)
    assert re.search(r"\b(gem som|udtræk den igen)\b.*\.xlsx$", str(refused.value))


def encrypted_xlsx():
    """Return a compound file with a stream of that name, as Excel encrypts a package."""
    content = bytearray(xls_books.compound(bytes(4096)))
    stream = "Workbook".encode("utf-16-le")
    at = content.index(stream)
    name = "EncryptedPackage".encode("utf-16-le")
    content[at : at + len(name)] = name
    struct.pack_into("<H", content, at + 64, len(name) + 2)
    return bytes(content)


def encrypted_ods():
    content = parts_of(ods_books.ods(of(["a"])))
    manifest = '<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/>'
    return package({**content, "content.xml": bytes(99), "META-INF/manifest.xml": manifest})


@pytest.mark.parametrize(
    "content",
    [
        encrypted_xlsx(),
        xls_books.of_records(book=xls_books.record(0x2F, bytes(54))),
        encrypted_ods(),
        package({"mimetype": ods_books.MIMETYPE, "encrypted-package": b"x"}),
    ],
    ids=["xlsx", "xls", "ods", "ods as a whole"],
)
def test_an_encrypted_workbook(tmp_path, content):
    with pytest.raises(UnreadableWorkbookError, match=r"beskyttet med en adgangskode; .*\.xlsx"):
        sheets(tmp_path, content)


def test_another_document_in_the_container_of_a_workbook(tmp_path):
    content = xls_books.compound(bytes(4096))
    letter = content.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
    with pytest.raises(UnreadableWorkbookError, match="ikke et regneark"):
        sheets(tmp_path, letter, ".xls")


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_workbook_cut_short(tmp_path, suffix):
    content = writers()[suffix](of(*[[f"række {number}", number] for number in range(500)]))
    for kept in range(8, len(content) - 600, len(content) // 40):
        with pytest.raises(UnreadableWorkbookError, match=r"beskadiget.*\.xlsx"):
            sheets(tmp_path, content[:kept], suffix)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (xlsx_books.xlsx(of(["a"])), "sheet1"),
        (xlsx_books.xlsx(of(["a"])), "sharedStrings"),
        (xlsx_books.xlsx(of(["a"])), "workbook"),
        (xlsx_books.xlsx(of(["a"])), "styles"),
        (ods_books.ods(of(["a"])), "content"),
    ],
)
def test_xml_with_entities(tmp_path, content, part):
    parts = parts_of(content)
    (name,) = [name for name in parts if name.endswith(f"{part}.xml")]
    text = parts[name].decode()
    start = text.index("?>") + 2 if text.startswith("<?") else 0
    parts[name] = f'{text[:start]}<!DOCTYPE a [<!ENTITY b "c">]>{text[start:]}'.encode()
    with pytest.raises(UnreadableWorkbookError, match="beskadiget"):
        sheets(tmp_path, package(parts))


def test_a_package_that_is_small_only_while_it_is_packed(tmp_path):
    parts = parts_of(xlsx_books.xlsx(of(["a"])))
    bomb = package({**parts, "xl/media/image1.png": bytes(1 << 23)})
    with pytest.raises(UnreadableWorkbookError, match="fylder over 1 GB, når den pakkes ud, eller"):
        sheets(tmp_path, bomb)


def test_a_package_that_says_to_be_larger_than_memory(tmp_path):
    content = bytearray(package({"xl/workbook.xml": "x" * 100}))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<II", content, directory + 20, 1 << 28, 1 << 31)
    with pytest.raises(UnreadableWorkbookError, match="fylder over 1 GB"):
        sheets(tmp_path, bytes(content))


def test_a_part_that_says_to_be_smaller_than_it_is(tmp_path):
    content = bytearray(xlsx_books.xlsx(of(*[["a" * 50]] * 500)))
    sheet = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    struct.pack_into("<I", content, sheet + 24, 300)
    with pytest.raises(UnreadableWorkbookError, match="beskadiget"):
        sheets(tmp_path, bytes(content))


def test_a_part_packed_as_no_program_packs_one(tmp_path):
    content = BytesIO()
    with ZipFile(content, "w") as file:
        for name, part in parts_of(xlsx_books.xlsx(of(["a"]))).items():
            file.writestr(name, part, ZIP_LZMA if name.endswith("sheet1.xml") else ZIP_DEFLATED)
    with pytest.raises(UnreadableWorkbookError, match="beskadiget"):
        sheets(tmp_path, content.getvalue())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="B1"', 'r="XFE1"'),
        ('r="B1"', 'r="B1048577"'),
        ('r="B1"', 'r="Ø1"'),
        ('t="s"><v>1', 't="s"><v>99'),
        ("</sheetData>", "</sheetDate>"),
    ],
)
def test_a_sheet_that_is_not_as_its_format_says(tmp_path, old, new):
    content = exchanged(xlsx_books.xlsx(of(["a", "b"])), sheet1=(old, new))
    with pytest.raises(UnreadableWorkbookError, match="beskadiget"):
        sheets(tmp_path, content)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableWorkbookError):
        next(visible_sheets(tmp_path / "findes-ikke.xlsx"))
