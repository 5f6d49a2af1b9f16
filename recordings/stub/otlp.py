# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""OTLP protobuf to OTLP/JSON, for the messages of traces and logs."""

import base64
import struct

# message: {field number: (JSON name, type)}; a type in brackets is repeated.
SCHEMA = {
    "TraceRequest": {1: ("resourceSpans", ["ResourceSpans"])},
    "ResourceSpans": {
        1: ("resource", "Resource"),
        2: ("scopeSpans", ["ScopeSpans"]),
        3: ("schemaUrl", "string"),
    },
    "ScopeSpans": {1: ("scope", "Scope"), 2: ("spans", ["Span"]), 3: ("schemaUrl", "string")},
    "LogsRequest": {1: ("resourceLogs", ["ResourceLogs"])},
    "ResourceLogs": {
        1: ("resource", "Resource"),
        2: ("scopeLogs", ["ScopeLogs"]),
        3: ("schemaUrl", "string"),
    },
    "ScopeLogs": {
        1: ("scope", "Scope"),
        2: ("logRecords", ["LogRecord"]),
        3: ("schemaUrl", "string"),
    },
    "Resource": {1: ("attributes", ["KeyValue"]), 2: ("droppedAttributesCount", "int")},
    "Scope": {
        1: ("name", "string"),
        2: ("version", "string"),
        3: ("attributes", ["KeyValue"]),
        4: ("droppedAttributesCount", "int"),
    },
    "KeyValue": {1: ("key", "string"), 2: ("value", "AnyValue")},
    "AnyValue": {
        1: ("stringValue", "string"),
        2: ("boolValue", "bool"),
        3: ("intValue", "int64"),
        4: ("doubleValue", "double"),
        5: ("arrayValue", "ArrayValue"),
        6: ("kvlistValue", "KeyValueList"),
        7: ("bytesValue", "bytes"),
    },
    "ArrayValue": {1: ("values", ["AnyValue"])},
    "KeyValueList": {1: ("values", ["KeyValue"])},
    "Span": {
        1: ("traceId", "hex"),
        2: ("spanId", "hex"),
        3: ("traceState", "string"),
        4: ("parentSpanId", "hex"),
        5: ("name", "string"),
        6: ("kind", "int"),
        7: ("startTimeUnixNano", "fixed64"),
        8: ("endTimeUnixNano", "fixed64"),
        9: ("attributes", ["KeyValue"]),
        10: ("droppedAttributesCount", "int"),
        11: ("events", ["Event"]),
        12: ("droppedEventsCount", "int"),
        13: ("links", ["Link"]),
        14: ("droppedLinksCount", "int"),
        15: ("status", "Status"),
        16: ("flags", "fixed32"),
    },
    "Event": {
        1: ("timeUnixNano", "fixed64"),
        2: ("name", "string"),
        3: ("attributes", ["KeyValue"]),
        4: ("droppedAttributesCount", "int"),
    },
    "Link": {
        1: ("traceId", "hex"),
        2: ("spanId", "hex"),
        3: ("traceState", "string"),
        4: ("attributes", ["KeyValue"]),
        5: ("droppedAttributesCount", "int"),
        6: ("flags", "fixed32"),
    },
    "Status": {2: ("message", "string"), 3: ("code", "int")},
    "LogRecord": {
        1: ("timeUnixNano", "fixed64"),
        2: ("severityNumber", "int"),
        3: ("severityText", "string"),
        5: ("body", "AnyValue"),
        6: ("attributes", ["KeyValue"]),
        7: ("droppedAttributesCount", "int"),
        8: ("flags", "fixed32"),
        9: ("traceId", "hex"),
        10: ("spanId", "hex"),
        11: ("observedTimeUnixNano", "fixed64"),
        12: ("eventName", "string"),
    },
}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def decode(message, data):
    """The message as OTLP/JSON has it, as a dictionary; fields not in SCHEMA are left out."""
    fields, result, at = SCHEMA[message], {}, 0
    while at < len(data):
        tag, at = varint(data, at)
        wire = tag & 7
        if wire == 0:
            raw, at = varint(data, at)
        elif wire == 1:
            raw, at = data[at : at + 8], at + 8
        elif wire == 5:
            raw, at = data[at : at + 4], at + 4
        elif wire == 2:
            length, at = varint(data, at)
            raw, at = data[at : at + length], at + length
        else:
            raise ValueError(f"wire type {wire} (expected: 0, 1, 2 or 5)")
        if tag >> 3 not in fields:
            continue
        name, kind = fields[tag >> 3]
        if isinstance(kind, list):
            result.setdefault(name, []).append(value_of(kind[0], raw))
        else:
            result[name] = value_of(kind, raw)
    return result


def value_of(kind, raw):
    if kind in SCHEMA:
        return decode(kind, raw)
    match kind:
        case "string":
            return raw.decode("utf-8", "replace")
        case "hex":
            return raw.hex()
        case "bytes":
            return base64.b64encode(raw).decode()
        case "bool":
            return bool(raw)
        case "int":
            return raw
        case "int64":
            return str(raw - (1 << 64) if raw >> 63 else raw)
        case "fixed64":
            return str(struct.unpack("<Q", raw)[0])
        case "fixed32":
            return struct.unpack("<I", raw)[0]
        case "double":
            return struct.unpack("<d", raw)[0]
    raise ValueError(f"type {kind}")
