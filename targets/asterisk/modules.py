"""The modules that are loaded, all of them named: nothing else of Asterisk runs."""

from __future__ import annotations

MODULES = (
    # SIP asks for these while it starts.
    "res_timing_timerfd", "res_crypto", "res_sorcery_config", "res_sorcery_memory",
    "res_sorcery_astdb", "res_pjproject", "res_rtp_asterisk", "res_srtp",
    # Sound
    "codec_ulaw", "codec_alaw", "codec_a_mu", "codec_g722", "codec_gsm", "codec_resample",
    "format_wav", "format_gsm", "format_pcm", "format_sln",
    # SIP
    "res_pjsip", "res_pjsip_session", "res_pjsip_pubsub", "res_pjsip_sdp_rtp",
    "res_pjsip_registrar", "res_pjsip_authenticator_digest",
    "res_pjsip_outbound_authenticator_digest", "res_pjsip_outbound_registration",
    "res_pjsip_endpoint_identifier_user", "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_caller_id", "res_pjsip_nat", "res_pjsip_rfc3326", "res_pjsip_dtmf_info",
    "res_pjsip_logger", "res_pjsip_acl", "res_pjsip_header_funcs", "res_pjsip_diversion",
    "res_pjsip_refer", "res_pjsip_notify", "res_pjsip_path", "res_pjsip_t38", "res_pjsip_mwi",
    "res_pjsip_mwi_body_generator", "res_pjsip_outbound_publish", "res_pjsip_exten_state",
    "res_pjsip_pidf_body_generator", "res_pjsip_dialog_info_body_generator",
    "chan_pjsip", "func_pjsip_endpoint", "func_pjsip_aor", "func_pjsip_contact",
    # Calls
    "bridge_simple", "bridge_native_rtp", "bridge_softmix", "bridge_holding",
    "bridge_builtin_features", "bridge_builtin_interval_features", "res_musiconhold",
    "pbx_config", "app_dial", "app_stack", "app_playback", "app_read", "app_verbose",
    "app_voicemail", "app_userevent",
    # Functions
    "func_callerid", "func_channel", "func_cut", "func_db", "func_devstate", "func_dialplan",
    "func_evalexten", "func_global", "func_groupcount", "func_hangupcause", "func_logic",
    "func_math", "func_rand", "func_strings", "func_timeout",
)  # fmt: skip
"""In loading order. `func_evalexten` is there for probes over the manager interface."""


REALTIME_MODULES = ("res_config_sqlite3", "res_sorcery_realtime", "res_sorcery_memory_cache")
"""What a node of live delivery loads before all else: its objects are rows of a database."""


def modules_text(first: tuple[str, ...] = ()) -> str:
    """All of `modules.conf`."""
    loads = "".join(f"load = {name}.so\n" for name in (*first, *MODULES))
    return f"[modules]\nautoload = no\n{loads}"
