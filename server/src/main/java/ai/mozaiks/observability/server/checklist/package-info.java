// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The monitoring guide's checklist and its troubleshooting, as checks of what is: `GET
/// /api/checklist`. An [Item] asks [Facts] one question and answers with a [Finding]; [Checklist]
/// asks all of them side by side, and waits for none longer than it may take.
@NullMarked
package ai.mozaiks.observability.server.checklist;

import org.jspecify.annotations.NullMarked;
