"""Files made to mislead, to overwhelm or to run: small, harmless here, and each of one trick.

`FILES` has them by what they are, with the code of the refusal that each must get.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from tests.support.samples import (
    EICAR,
    JPEG,
    PDF,
    PNG,
    RELATIONS,
    TYPES,
    archive,
    docx,
    hwpx,
    picture,
    png_chunk,
    saved,
    xlsx,
)
from workflow.core.inspection.kinds import DOCX

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MEGABYTE = 1024 * 1024
DEEP = 200_000


def pdf_with(change: Callable[[pikepdf.Pdf], None], **how: object) -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        return saved(document, **how)


def page_stream(document: pikepdf.Pdf, packed: bytes, *filters: str) -> None:
    stream = Stream(document, b"")
    stream.write(packed, filter=Array([Name(one) for one in filters]))
    document.pages[0].Contents = document.make_indirect(stream)


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _launch(document: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.Launch, F="cmd.exe")
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(Next=action))])


def _xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(XFA=Stream(document, b"<xdp/>"))


def _attachment(document: pikepdf.Pdf) -> None:
    document.attachments["a.txt"] = pikepdf.AttachedFileSpec(document, b"hello", filename="a.txt")


def _bomb(document: pikepdf.Pdf) -> None:
    packed, kept = zlib.compress(bytes(100 * MEGABYTE), 1), Array()
    for _ in range(7):
        page_stream(document, packed, "/FlateDecode")
        kept.append(document.pages[0].Contents)
    document.Root.Keep = kept


def packed_twice() -> bytes:
    packed = zlib.compress(zlib.compress(bytes(MEGABYTE)))
    kind = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>" % len(packed)
    return plain_pdf([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R/Contents 4 0 R>>", kind + b"stream\n" + packed + b"\nendstream",
    ])


def pages_without_end() -> bytes:
    """Page trees that share their branches: 2 to the power of 40 pages in forty objects."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    objects += [b"<</Type/Pages/Count 9/Kids[%d 0 R %d 0 R]>>" % (n + 1, n + 1) for n in range(2, 42)]
    objects += [b"<</Type/Page/MediaBox[0 0 9 9]>>"]
    return plain_pdf(objects)


def plain_pdf(objects: list[bytes]) -> bytes:
    body, offsets = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(body))
    )


def object_stream_bomb() -> bytes:
    """A PDF whose objects lie in a stream that unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"1 0 2 40 <</Type/Catalog/Pages 2 0 R>>") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)  # the same each time: a gigabyte at once
    packed += block * 1024 + b"\3\0"
    body = b"%PDF-1.7\n"
    at = len(body)
    kind = b"<</Type/ObjStm/N 2/First 9/Filter/FlateDecode/Length %d>>" % len(packed)
    body += b"3 0 obj%sstream\n%s\nendstream endobj\n" % (kind, packed)
    table = len(body)
    rows = struct.pack(">BLB", 0, 0, 0) + struct.pack(">BLB", 2, 3, 0) + struct.pack(">BLB", 2, 3, 1)
    rows += struct.pack(">BLB", 1, at, 0) + struct.pack(">BLB", 1, table, 0)
    return body + (
        b"4 0 obj<</Type/XRef/W[1 4 1]/Size 5/Root 1 0 R/Length %d>>stream\n%s\nendstream endobj\nstartxref\n%d\n%%%%EOF\n"
        % (len(rows), rows, table)
    )


def png_claiming(width: int, height: int) -> bytes:
    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG[:8] + png_chunk(b"IHDR", head) + PNG[33:]


def jpeg_claiming(width: int, height: int) -> bytes:
    at = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:at] + struct.pack(">HH", height, width) + JPEG[at + 4 :]


def picture_bomb() -> bytes:
    """A picture within the limit of pixels by 8 bits, in 16: its file is 0.1 % of it."""
    buffer = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(buffer, "PNG")
    return buffer.getvalue()


def zip_in_comment() -> bytes:
    """A JPEG whose comment is an archive, with the rest of the picture as the archive's own comment."""
    rest = JPEG[2:]
    inner = bytearray(archive({"a.class": "x"}))
    inner[-2:] = struct.pack("<H", len(rest))
    return JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(inner) + 2) + bytes(inner) + rest


def overlapping() -> bytes:
    """An archive whose entries all unpack the same bytes (as the bomb of Fifield does)."""
    made = bytearray(docx(**{"word/a.xml": "<a/>", "word/b.xml": "<a/>"}))
    with zipfile.ZipFile(io.BytesIO(bytes(made))) as opened:
        first, second = opened.infolist()[2:4]
    at = made.index(b"word/b.xml", made.index(b"PK\x01\x02")) - 46
    made[at + 42 : at + 46] = struct.pack("<L", first.header_offset)
    assert first.header_offset < second.header_offset
    return bytes(made)


def understated() -> bytes:
    """An archive that says of a part that it is one byte long."""
    made = bytearray(docx(**{"word/a.xml": "<a>" + "x" * 5000 + "</a>"}))
    at = made.rindex(b"word/a.xml") - 46
    made[at + 24 : at + 28] = struct.pack("<L", 1)
    return bytes(made)


def encrypted_entry() -> bytes:
    made = bytearray(docx())
    made[made.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def link(kind: str, target: str) -> str:
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    return RELATIONS.format(f'<Relationship Id="r" Type="{kind}" Target="{target}" TargetMode="External"/>')


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
)
MANY = {f"word/p{n}.xml": "" for n in range(6_000)}
SCRIPT = "function OnDocument_Open() { new ActiveXObject('WScript.Shell').Run('calc'); }"

FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "pdf with a password": (
        lambda: pdf_with(lambda d: None, encryption=pikepdf.Encryption(user="a", owner="b")),
        "file_encrypted",
    ),
    "pdf that forbids printing": (
        lambda: pdf_with(lambda d: None, encryption=pikepdf.Encryption(user="", owner="b")),
        "file_encrypted",
    ),
    "pdf with a script": (lambda: pdf_with(_script), "file_active"),
    "pdf with a script, packed": (
        lambda: pdf_with(_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "file_active",
    ),
    "pdf with a script, written in hex": (
        lambda: plain_pdf([b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/J#61vaScript/#4aS(1)>>>>",
                   b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R>>"]),
        "file_active",
    ),
    "pdf that starts a program": (lambda: pdf_with(_launch), "file_active"),
    "pdf with a form of Adobe's": (lambda: pdf_with(_xfa), "file_active"),
    "pdf with a file in it": (lambda: pdf_with(_attachment), "file_carries"),
    "pdf that unpacks to 700 MB": (lambda: pdf_with(_bomb), "file_bomb"),
    "pdf packed twice": (packed_twice, "file_bomb"),
    "pdf whose objects unpack to 1 GB": (object_stream_bomb, "file_damaged"),
    "pdf with pages without end": (pages_without_end, "file_damaged"),
    "pdf nested deeply": (lambda: plain_pdf([b"[" * DEEP + b"]" * DEEP]), "file_damaged"),
    "pdf without pages": (
        lambda: plain_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]),
        "file_damaged",
    ),
    "pdf in name only": (lambda: b"%PDF-1.7\n" + b"nothing " * 50, "file_damaged"),
    "pdf cut short": (lambda: PDF[: len(PDF) // 3], "file_damaged"),
    "pdf that is a zip": (lambda: PDF + archive({"a.class": "x"}), "file_two_kinds"),
    "pdf with a page of html behind": (
        lambda: PDF + b"<html><script>alert(1)</script>" + b" x" * 1000,
        "file_two_kinds",
    ),
    "jpeg with a zip in its comment": (zip_in_comment, "file_two_kinds"),
    "png that is a pdf": (lambda: PNG[:33] + png_chunk(b"tEXt", b"c\0" + PDF) + PNG[33:], "file_two_kinds"),
    "png that is a zip": (
        lambda: PNG[:-12] + png_chunk(b"prIv", archive({"a": "b"})[:-2] + b"\x10\0") + PNG[-12:],
        "file_two_kinds",
    ),
    "png of 4 thousand million pixels": (lambda: png_claiming(65_000, 65_000), "file_pixels"),
    "jpeg of 4 thousand million pixels": (lambda: jpeg_claiming(65_000, 65_000), "file_pixels"),
    "png of 81 million pixels": (picture_bomb, "file_pixels"),
    "png cut short": (lambda: PNG[:-20], "file_damaged"),
    "jpeg cut short": (lambda: picture("JPEG", (400, 400))[:-200], "file_damaged"),
    "png with a wrong sum": (lambda: PNG[:40] + bytes([PNG[40] ^ 1]) + PNG[41:], "file_damaged"),
    "hangul or word of before": (lambda: OLE, "file_ole"),
    "docx with a password": (encrypted_entry, "file_encrypted"),
    "docx with macros": (lambda: docx(**{"word/vbaProject.bin": OLE}), "file_macros"),
    "docx that declares macros": (
        lambda: docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "file_macros",
    ),
    "xlsx with a control": (lambda: xlsx(**{"xl/activeX/activeX1.xml": "<a/>"}), "file_macros"),
    "docx with an object": (lambda: docx(**{"word/embeddings/oleObject1.bin": OLE}), "file_carries"),
    "docx with an object called a picture": (
        lambda: docx(**{"word/media/image1.png": OLE}),
        "file_carries",
    ),
    "docx with a program": (lambda: docx(**{"word/media/a.bin": b"MZ\x90\0"}), "file_carries"),
    "docx with a virus for a scanner": (lambda: docx(**{"word/media/eicar.com": EICAR}), "file_carries"),
    "docx with an archive": (lambda: docx(**{"word/media/a.bin": archive({"a": "b"})}), "file_carries"),
    "docx in docx in docx": (
        lambda: docx(**{"word/embeddings/a.docx": docx(**{"word/embeddings/b.docx": docx()})}),
        "file_carries",
    ),
    "docx with a template from afar": (
        lambda: docx(**{"word/_rels/settings.xml.rels": link("attachedTemplate", "https://x.y/a.dotm")}),
        "file_loads",
    ),
    "docx with an object from afar": (
        lambda: docx(**{"word/_rels/document.xml.rels": link("oleObject", "mhtml:http://x.y/a!x")}),
        "file_loads",
    ),
    "docx with a picture on a share": (
        lambda: docx(**{"word/_rels/document.xml.rels": link("image", "file://server/a.png")}),
        "file_loads",
    ),
    "docx with entities": (lambda: docx(**{"word/styles.xml": ENTITIES}), "file_entities"),
    "docx with entities in utf-16": (
        lambda: docx(**{"word/styles.xml": ENTITIES.encode("utf-16")}),
        "file_entities",
    ),
    "docx that is no xml": (lambda: docx(**{"word/styles.xml": "<a"}), "file_damaged"),
    "docx with a part of 25 MB in 25 kB": (
        lambda: docx(**{"word/a.xml": "<a>" + "x" * 25 * MEGABYTE}),
        "file_bomb",
    ),
    "docx with 6,000 parts": (lambda: docx(**MANY), "file_bomb"),
    "docx with parts that overlap": (overlapping, "file_two_kinds"),
    "docx with a part longer than it says": (understated, "file_damaged"),
    "docx with a part twice": (lambda: docx(**{"Word/Document.xml": "<other/>"}), "file_two_kinds"),
    "docx with path parts": (lambda: docx(**{"../../evil.xml": "<a/>"}), "file_two_kinds"),
    "docx with a pdf in front": (
        lambda: archive({"a.txt": PDF, "[Content_Types].xml": TYPES.format(""), "word/document.xml": "<a/>"}, packed=False),
        "file_two_kinds",
    ),
    "docx behind other bytes": (lambda: b"PK\x03\x04" + bytes(30) + docx(), "file_two_kinds"),
    "docx cut short": (lambda: docx()[:-30], "file_damaged"),
    "zip of something else": (lambda: archive({"a.txt": "b"}), "file_kind"),
    "template of word": (lambda: docx(main=DOCX.replace("document", "template")), "file_kind"),
    "hwpx with a password": (
        lambda: hwpx(**{"META-INF/manifest.xml": '<m xmlns:o="u"><o:encryption-data/></m>'}),
        "file_encrypted",
    ),
    "hwpx with a script": (
        lambda: hwpx(**{"Scripts/sourceScripts": SCRIPT.encode("utf-16-le")}),
        "file_macros",
    ),
    "hwpx with an object": (lambda: hwpx(**{"BinData/ole1.ole": b"x"}), "file_carries"),
    "gif that is a jar": (lambda: b"GIF89a" + bytes(20) + archive({"a.class": "x"}), "file_kind"),
    "page of html": (lambda: b"<html><script>alert(1)</script></html>", "file_kind"),
    "virus for a scanner": (lambda: EICAR, "file_kind"),
}
