/// OTLP over gRPC: the same core as over HTTP, with gRPC's own answers.
@NullMarked
package ai.mozaiks.observability.server.grpc;

import org.jspecify.annotations.NullMarked;
