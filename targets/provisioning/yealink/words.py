"""Yealink's words for languages, countries and codecs."""

from __future__ import annotations

LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "fr-ca": "French_CA", "es": "Spanish",
    "it": "Italian", "nl": "Dutch", "da": "Danish", "pl": "Polish", "pt": "Portuguese",
    "pt-br": "Portuguese_LA", "ru": "Russian", "tr": "Turkish", "zh": "Chinese_S",
    "zh-cn": "Chinese_S", "zh-tw": "Chinese_T",
}  # fmt: skip

TONES = {
    "AU": "Australia", "AT": "Austria", "BE": "Belgium", "BR": "Brazil", "CL": "Chile",
    "CN": "China", "CZ": "Czech", "DK": "Denmark", "FI": "Finland", "FR": "France",
    "DE": "Germany", "GB": "Great Britain", "GR": "Greece", "HU": "Hungary", "IN": "India",
    "IT": "Italy", "JP": "Japan", "LT": "Lithuania", "MX": "Mexico", "NL": "Netherlands",
    "NZ": "New Zealand", "NO": "Norway", "PT": "Portugal", "RU": "Russia", "ES": "Spain",
    "SE": "Sweden", "CH": "Switzerland", "US": "United States", "CA": "United States",
}  # fmt: skip

CODECS = {
    "g722": "g722", "alaw": "pcma", "ulaw": "pcmu", "opus": "opus", "g729": "g729",
    "g726": "g726_32", "ilbc": "ilbc_13_33kbps",
}  # fmt: skip

TRANSPORTS = {"udp": "0", "tcp": "1", "tls": "2"}
SRTP = {"off": "0", "optional": "1", "required": "2"}
YES = {True: "1", False: "0"}
