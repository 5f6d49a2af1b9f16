// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The real programs that tests start beside a server. Main code of a module of its own, since the
/// tests of several modules need them. To add one, take [AlertmanagerProcess] for a model: its
/// program is found by [Programs#required], and `.ci/run` installs its package.
@NullMarked
package ai.mozaiks.observability.peers;

import org.jspecify.annotations.NullMarked;
