"""One file per gRPC service: validate, call, map errors."""
