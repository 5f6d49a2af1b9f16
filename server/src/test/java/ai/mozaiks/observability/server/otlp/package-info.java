@NullMarked
package ai.mozaiks.observability.server.otlp;

import org.jspecify.annotations.NullMarked;
