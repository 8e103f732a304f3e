"""The PDF's description of itself: archival (PDF/A-2a) and accessible (PDF/UA-1) in one RDF."""

from __future__ import annotations

from typing import Final

from weasyprint.document import DocumentMetadata

_RDF_END: Final = b"</rdf:RDF>"

# WeasyPrint writes the identifier of one standard. The other's goes into the same rdf:RDF, since validators
# read only the first, together with its extension schema, since PDF/A allows no property without a schema
# (ISO 19005-2, 6.6.2.3).
_PDF_UA: Final = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part>\
</rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of PDF/UA standard</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description>"""


class ArchivalMetadata(DocumentMetadata):  # type: ignore[misc]
    """WeasyPrint's metadata with the PDF/UA identifier beside the PDF/A one."""

    def generate_rdf_metadata(
        self, variant: str | None, version: int | None, conformance: str | None
    ) -> bytes:
        """Return the RDF; raises ValueError if WeasyPrint no longer writes it the way that is extended."""
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        inside, end, after = rdf.rpartition(_RDF_END)
        if not end or after:
            raise ValueError("WeasyPrint's RDF does not end as expected")
        return inside + _PDF_UA + end
