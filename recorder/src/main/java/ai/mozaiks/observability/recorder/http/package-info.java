// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What senders to a server have in common. Not exported: no promise to anybody but the modules of
/// this project.
@NullMarked
package ai.mozaiks.observability.recorder.http;

import org.jspecify.annotations.NullMarked;
