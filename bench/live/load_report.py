def measure_load(measured: dict[str, float], quick: bool) -> int:
    return 0
