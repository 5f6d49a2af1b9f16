// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What a bundle can be told: hosts, ports, folders, thresholds, and where secrets are kept.
@NullMarked
package ai.mozaiks.observability.bundle.settings;

import org.jspecify.annotations.NullMarked;
