// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.jsonlog;

import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;

/// One line as a log record, not redacted yet.
///
/// @param resource where it came from
/// @param scope its logger
public record LineRecord(Resource resource, InstrumentationScope scope, LogRecord record) {}
