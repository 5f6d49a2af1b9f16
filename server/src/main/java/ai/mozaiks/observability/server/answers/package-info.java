// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The endpoints that the monitoring guide documents: health, active runs, and the performance
/// JSON, in the guide's own shapes. They answer from the live fold.
@NullMarked
package ai.mozaiks.observability.server.answers;

import org.jspecify.annotations.NullMarked;
