"""Poly's words for languages, codecs, transports and media encryption."""

from __future__ import annotations

LANGUAGES = {
    "ar": "Arabic_UAE", "zh": "Chinese_China", "zh-cn": "Chinese_China",
    "zh-tw": "Chinese_Taiwan", "da": "Danish_Denmark", "nl": "Dutch_Netherlands",
    "en": "English_United_States", "en-us": "English_United_States", "en-ca": "English_Canada",
    "en-gb": "English_United_Kingdom", "fr": "French_France", "fr-ca": "French_Canada",
    "de": "German_Germany", "it": "Italian_Italy", "ja": "Japanese_Japan", "ko": "Korean_Korea",
    "no": "Norwegian_Norway", "pl": "Polish_Poland", "pt": "Portuguese_Portugal",
    "pt-br": "Portuguese_Brazil", "ru": "Russian_Russia", "sl": "Slovenian_Slovenia",
    "es": "Spanish_Spain", "sv": "Swedish_Sweden",
}  # fmt: skip

CODECS = {
    "g722": "G722", "alaw": "G711_A", "ulaw": "G711_Mu", "g729": "G729_AB", "opus": "Opus",
}  # fmt: skip

OWN_CODECS = ("G7221.32kbps", "G7221_C.48kbps", "Siren14.48kbps", "Siren22.64kbps")
"""Codecs that the phones offer by themselves and the switch has none of."""

TRANSPORTS = {"udp": "UDPOnly", "tcp": "TCPOnly", "tls": "TLS"}

SRTP = {
    "off": (("enable", "0"), ("offer", "0"), ("require", "0")),
    "optional": (("enable", "1"), ("offer", "1"), ("require", "0")),
    "required": (("enable", "1"), ("offer", "1"), ("require", "1")),
}
