/// Scanning what is stored by the rules of redaction of now: what is masked and what must stay,
/// when a scan is due, asking for one, and what scans found.
@NullMarked
package ai.mozaiks.observability.server.rescan;

import org.jspecify.annotations.NullMarked;
