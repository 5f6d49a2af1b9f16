/// The one adapter over the HTTP server. Handlers see a [Request] whose body is already
/// decompressed and within limits, return an [Answer], and refuse with a [Refusal]; none of them
/// knows Jetty.
@NullMarked
package ai.mozaiks.observability.server.http;

import org.jspecify.annotations.NullMarked;
