"""Countries by their ISO 3166-1 code, with the names that CLDR gives them (through Babel), in Korean as the Foreign
Ministry writes them where CLDR does otherwise.

Three letters are used everywhere (VNM), as in the DAC list; Babel knows names by two. Kosovo has no
code of ISO's and stands here under XKX and XK, as the OECD and CLDR write it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import cache

from babel import Locale

from workflow.core.i18n import Text

_CODES = """
    ABW:AW AFG:AF AGO:AO AIA:AI ALA:AX ALB:AL AND:AD ARE:AE ARG:AR ARM:AM ASM:AS ATA:AQ ATF:TF ATG:AG
    AUS:AU AUT:AT AZE:AZ BDI:BI BEL:BE BEN:BJ BES:BQ BFA:BF BGD:BD BGR:BG BHR:BH BHS:BS BIH:BA BLM:BL
    BLR:BY BLZ:BZ BMU:BM BOL:BO BRA:BR BRB:BB BRN:BN BTN:BT BVT:BV BWA:BW CAF:CF CAN:CA CCK:CC CHE:CH
    CHL:CL CHN:CN CIV:CI CMR:CM COD:CD COG:CG COK:CK COL:CO COM:KM CPV:CV CRI:CR CUB:CU CUW:CW CXR:CX
    CYM:KY CYP:CY CZE:CZ DEU:DE DJI:DJ DMA:DM DNK:DK DOM:DO DZA:DZ ECU:EC EGY:EG ERI:ER ESH:EH ESP:ES
    EST:EE ETH:ET FIN:FI FJI:FJ FLK:FK FRA:FR FRO:FO FSM:FM GAB:GA GBR:GB GEO:GE GGY:GG GHA:GH GIB:GI
    GIN:GN GLP:GP GMB:GM GNB:GW GNQ:GQ GRC:GR GRD:GD GRL:GL GTM:GT GUF:GF GUM:GU GUY:GY HKG:HK HMD:HM
    HND:HN HRV:HR HTI:HT HUN:HU IDN:ID IMN:IM IND:IN IOT:IO IRL:IE IRN:IR IRQ:IQ ISL:IS ISR:IL ITA:IT
    JAM:JM JEY:JE JOR:JO JPN:JP KAZ:KZ KEN:KE KGZ:KG KHM:KH KIR:KI KNA:KN KOR:KR KWT:KW LAO:LA LBN:LB
    LBR:LR LBY:LY LCA:LC LIE:LI LKA:LK LSO:LS LTU:LT LUX:LU LVA:LV MAC:MO MAF:MF MAR:MA MCO:MC MDA:MD
    MDG:MG MDV:MV MEX:MX MHL:MH MKD:MK MLI:ML MLT:MT MMR:MM MNE:ME MNG:MN MNP:MP MOZ:MZ MRT:MR MSR:MS
    MTQ:MQ MUS:MU MWI:MW MYS:MY MYT:YT NAM:NA NCL:NC NER:NE NFK:NF NGA:NG NIC:NI NIU:NU NLD:NL NOR:NO
    NPL:NP NRU:NR NZL:NZ OMN:OM PAK:PK PAN:PA PCN:PN PER:PE PHL:PH PLW:PW PNG:PG POL:PL PRI:PR PRK:KP
    PRT:PT PRY:PY PSE:PS PYF:PF QAT:QA REU:RE ROU:RO RUS:RU RWA:RW SAU:SA SDN:SD SEN:SN SGP:SG SGS:GS
    SHN:SH SJM:SJ SLB:SB SLE:SL SLV:SV SMR:SM SOM:SO SPM:PM SRB:RS SSD:SS STP:ST SUR:SR SVK:SK SVN:SI
    SWE:SE SWZ:SZ SXM:SX SYC:SC SYR:SY TCA:TC TCD:TD TGO:TG THA:TH TJK:TJ TKL:TK TKM:TM TLS:TL TON:TO
    TTO:TT TUN:TN TUR:TR TUV:TV TWN:TW TZA:TZ UGA:UG UKR:UA UMI:UM URY:UY USA:US UZB:UZ VAT:VA VCT:VC
    VEN:VE VGB:VG VIR:VI VNM:VN VUT:VU WLF:WF WSM:WS XKX:XK YEM:YE ZAF:ZA ZMB:ZM ZWE:ZW
"""

ALPHA2: dict[str, str] = {pair[:3]: pair[4:] for pair in _CODES.split()}
"""Two letters by three: {'VNM': 'VN', …}."""

ALPHA3: dict[str, str] = {two: three for three, two in ALPHA2.items()}
"""Three letters by two: {'VN': 'VNM', …}."""


OF_MINISTRY = {
    "AUS": "호주", "CAF": "중앙아프리카공화국", "COD": "콩고민주공화국", "COG": "콩고공화국", "DMA": "도미니카연방",
    "GGY": "건지섬", "HKG": "홍콩", "MAC": "마카오", "PSE": "팔레스타인", "ZAF": "남아프리카공화국",
}  # fmt: skip
"""Names that Korean offices write otherwise than CLDR. Source: 외교부 국가·지역 정보 (mofa.go.kr); Guernsey, which it does not
list, by 국립국어원 외래어 표기 용례."""

NOBODY_COMES_FROM = frozenset({"ATA", "ATF", "BVT", "HMD", "IOT", "SGS", "UMI", "KOR"})
"""Territories without inhabitants of their own, which have no officials, and the country that invites."""


class UnknownCountry(LookupError):
    """There is no country of that code."""

    def __init__(self, code: object) -> None:
        super().__init__(f"there is no country with the code {code!r}")
        self.code = code


def is_country(iso3: object) -> bool:
    """Tell whether `iso3` is a code of three capital letters that stands for a country."""
    return isinstance(iso3, str) and iso3 in ALPHA2


def name(iso3: str, language: str) -> str:
    """Return the country's name in 'ko' or 'en'. Raises UnknownCountry."""
    if iso3 not in ALPHA2:
        raise UnknownCountry(iso3)
    if language == "ko" and iso3 in OF_MINISTRY:
        return OF_MINISTRY[iso3]
    return _territories(language)[ALPHA2[iso3]]


def text(iso3: str) -> Text:
    """Return the country's name in both languages. Raises UnknownCountry."""
    return Text(name(iso3, "ko"), name(iso3, "en"))


def place(iso3: str, city: str) -> Text:
    """Return a place as people write it, '베트남 Hanoi' or 'Hanoi, Vietnam'; either part may be empty or unknown."""
    country = text(iso3) if is_country(iso3) else Text("", "")
    return Text(" ".join(part for part in (country.ko, city) if part), ", ".join(part for part in (city, country.en) if part))


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country in the order of the names."""
    named = ((code, name(code, language)) for code in ALPHA2)
    return tuple(sorted(named, key=lambda pair: (_without_marks(pair[1]), pair[0])))


def among(codes: Collection[str], language: str) -> list[tuple[str, str]]:
    """Return (code, name) of those countries in the order of the names: a filter offers what occurs."""
    return [pair for pair in countries(language) if pair[0] in codes]


@cache
def choices(language: str) -> tuple[tuple[str, str], ...]:
    """As `countries`, of those that somebody can be invited from: for a field to choose from."""
    return tuple(pair for pair in countries(language) if pair[0] not in NOBODY_COMES_FROM)


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)


def _without_marks(written: str) -> str:
    """Let Åland stand at A and Côte d’Ivoire at C; Hangul is put together again and keeps its order."""
    apart = unicodedata.normalize("NFD", written)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare).casefold()
