@NullMarked
package ai.mozaiks.observability.server.ingest;

import org.jspecify.annotations.NullMarked;
