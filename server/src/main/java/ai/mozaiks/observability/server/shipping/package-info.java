// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Stored log records on their way to Elasticsearch, OpenSearch, Fluentd and Fluent Bit: each
/// destination is served by a thread of its own, which reads the store in the order of writing and
/// remembers how far it is.
@NullMarked
package ai.mozaiks.observability.server.shipping;

import org.jspecify.annotations.NullMarked;
