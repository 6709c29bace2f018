"""Services, messages and enums in the words of a .proto file."""

from collections.abc import Iterator

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor, MethodDescriptor, ServiceDescriptor

from dateline.served_schema import Described, ServedSchema

_SCALARS = {
    FieldDescriptor.TYPE_DOUBLE: "double",
    FieldDescriptor.TYPE_FLOAT: "float",
    FieldDescriptor.TYPE_INT64: "int64",
    FieldDescriptor.TYPE_UINT64: "uint64",
    FieldDescriptor.TYPE_INT32: "int32",
    FieldDescriptor.TYPE_FIXED64: "fixed64",
    FieldDescriptor.TYPE_FIXED32: "fixed32",
    FieldDescriptor.TYPE_BOOL: "bool",
    FieldDescriptor.TYPE_STRING: "string",
    FieldDescriptor.TYPE_BYTES: "bytes",
    FieldDescriptor.TYPE_UINT32: "uint32",
    FieldDescriptor.TYPE_SFIXED32: "sfixed32",
    FieldDescriptor.TYPE_SFIXED64: "sfixed64",
    FieldDescriptor.TYPE_SINT32: "sint32",
    FieldDescriptor.TYPE_SINT64: "sint64",
}


def describe_all(schema: ServedSchema) -> str:
    """Every service with the names of its methods."""
    methods: dict[str, list[str]] = {name: [] for name in schema.services}
    for method in schema.methods():
        methods[method.containing_service.full_name].append(method.name)
    return "".join(f"{name}\n{''.join(f'  {method}{chr(10)}' for method in names)}" for name, names in methods.items())


def describe_one(found: Described) -> str:
    """What is in a service, message or enum; of a method its line and the messages that it takes and gives."""
    if isinstance(found, ServiceDescriptor):
        return "\n".join([f"service {found.full_name} {{", *(f"  {_rpc(one)}" for one in found.methods), "}\n"])
    if isinstance(found, MethodDescriptor):
        messages = dict.fromkeys((found.input_type, found.output_type))
        parts = [f"// {found.full_name}\n{_rpc(found)}\n", *("\n".join(_message(one, "")) + "\n" for one in messages)]
        return "\n".join(parts)
    nested = _message(found, "") if isinstance(found, Descriptor) else _enum(found, "")
    return "\n".join([f"// {found.full_name}", *nested]) + "\n"


def _message(message: Descriptor, indent: str) -> Iterator[str]:
    yield f"{indent}message {message.name} {{"
    for enum in message.enum_types:
        yield from _enum(enum, indent + "  ")
    for nested in message.nested_types:
        if not nested.GetOptions().map_entry:
            yield from _message(nested, indent + "  ")
    for field in message.fields:
        yield f"{indent}  {_field(field)}"
    yield f"{indent}}}"


def _enum(enum: EnumDescriptor, indent: str) -> Iterator[str]:
    yield f"{indent}enum {enum.name} {{"
    yield from (f"{indent}  {value.name} = {value.number};" for value in enum.values)
    yield f"{indent}}}"


def _field(field: FieldDescriptor) -> str:
    kind = field.message_type or field.enum_type
    type_name = kind.full_name.removeprefix("dateline.v1.") if kind else _SCALARS[field.type]
    oneof = field.containing_oneof
    if kind is not None and isinstance(kind, Descriptor) and kind.GetOptions().map_entry:
        parts = kind.fields_by_name
        types = [_field(parts[name]).split()[0] for name in ("key", "value")]
        return f"map<{', '.join(types)}> {field.name} = {field.number};"
    label = "repeated " if field.is_repeated else "optional " if oneof is not None and len(oneof.fields) == 1 else ""
    choice = f"  // one of {oneof.name}" if oneof is not None and not label else ""
    return f"{label}{type_name} {field.name} = {field.number};{choice}"


def _rpc(method: MethodDescriptor) -> str:
    taken, given = (
        f"{'stream ' if streams else ''}{kind.full_name.removeprefix('dateline.v1.')}"
        for kind, streams in (
            (method.input_type, method.client_streaming),
            (method.output_type, method.server_streaming),
        )
    )
    return f"rpc {method.name}({taken}) returns ({given});"
