// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When the oldest of what is stored was last written, which is what its age counts from: see
/// [Storage#deleteBefore]. Null where nothing is stored.
///
/// @param chats the chat that was quiet for the longest time; its spans and events go with it
/// @param contents what people, models and tools said
/// @param logs log records
/// @param points points of metrics
public record OldestArrivals(
    @Nullable Instant chats,
    @Nullable Instant contents,
    @Nullable Instant logs,
    @Nullable Instant points) {}
