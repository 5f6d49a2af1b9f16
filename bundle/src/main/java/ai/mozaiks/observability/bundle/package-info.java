// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The operator's bundle: configuration files for the tools that run beside the server, all made of
/// one description ([BundleSpec]).
///
/// A [Part] is one tool's share. Nearly all of it are templates: `parts/NAME/part.yaml` beside this
/// package lists them, and what stands in `<% %>` in them is a setting of `settings/settings.yaml`.
/// What several parts are made of is in `parts/shared`. A file that is more than text with gaps is
/// made by a subclass. The end of `docs/architecture.md` says what a new part, dashboard or setting
/// touches.
@NullMarked
package ai.mozaiks.observability.bundle;

import org.jspecify.annotations.NullMarked;
