// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

/// What AG2 calls a wrapper: an agent's access to one or several models.
///
/// @param id unique within this process
public record RuntimeWrapper(long id) {}
