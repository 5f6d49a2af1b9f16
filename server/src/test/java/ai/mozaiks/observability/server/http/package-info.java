@NullMarked
package ai.mozaiks.observability.server.http;

import org.jspecify.annotations.NullMarked;
