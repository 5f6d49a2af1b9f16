// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

/// An agent in AG2's runtime log.
///
/// @param id unique within this process, as Python's ids of objects are
/// @param module where its class is from
public record RuntimeAgent(long id, String name, String className, String module) {}
