@NullMarked
package ai.mozaiks.observability.server.answers;

import org.jspecify.annotations.NullMarked;
