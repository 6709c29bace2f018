"""The health check of gRPC without its package: an empty request, an answer of one number."""

CHECK_METHOD = "/grpc.health.v1.Health/Check"
_STATES = {1: "SERVING", 2: "NOT_SERVING"}


def serving_state(answer: bytes) -> str:
    """SERVING, NOT_SERVING or UNKNOWN, from the bytes of a HealthCheckResponse (field 1, a varint)."""
    return _STATES.get(answer[1], "UNKNOWN") if len(answer) == 2 and answer[0] == 0x08 else "UNKNOWN"
