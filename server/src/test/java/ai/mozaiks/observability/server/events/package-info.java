@NullMarked
package ai.mozaiks.observability.server.events;

import org.jspecify.annotations.NullMarked;
