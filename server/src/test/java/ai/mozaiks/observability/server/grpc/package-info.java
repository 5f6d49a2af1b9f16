@NullMarked
package ai.mozaiks.observability.server.grpc;

import org.jspecify.annotations.NullMarked;
