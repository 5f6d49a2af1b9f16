/// Direct events on their way in: `POST /api/events`, and the journal's own lines.
@NullMarked
package ai.mozaiks.observability.server.events;

import org.jspecify.annotations.NullMarked;
