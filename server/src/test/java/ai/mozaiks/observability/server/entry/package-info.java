@NullMarked
package ai.mozaiks.observability.server.entry;

import org.jspecify.annotations.NullMarked;
