// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

/// How a recorder itself is doing; all figures since it was made, counts `>= 0`.
///
/// @param events events recorded
/// @param unknownChats calls ignored because their chat was never started, or no longer in memory
/// @param invalidCalls calls ignored because of an argument
/// @param droppedEvents events recorded but lost: the buffer was full, the sink failed or gave them
///   up ([EventSink#dropped], for example because the server refused them), or the recorder was
///   closed
/// @param evictedChats chats that left memory before their time because there were too many
/// @param failures how often the sink or the recorder's own thread failed unexpectedly; each one is
///   a defect, of which the first is logged
public record RecorderCounts(
    long events,
    long unknownChats,
    long invalidCalls,
    long droppedEvents,
    long evictedChats,
    long failures) {}
