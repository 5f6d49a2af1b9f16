// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a destination is doing. Counts are since the start.
///
/// @param type of the destination, as in the configuration
/// @param place where it is, as shown
/// @param position up to which everything is delivered, or refused for good
/// @param behind how many records were given a position after that; count
/// @param lagSeconds how long the oldest of them has been stored; 0 for none
/// @param shipped records that were delivered
/// @param known records that were there already when they were sent, after an interruption
/// @param retried times that a record had to be sent again
/// @param dead records that the destination refused for good
/// @param lost records that the store deleted before they were delivered
/// @param lastShippedAt when something was delivered last; null if nothing was
/// @param trouble what keeps it from going on; empty if nothing does
public record ShippingReading(
    String name,
    String type,
    String place,
    long position,
    long behind,
    double lagSeconds,
    long shipped,
    long known,
    long retried,
    long dead,
    long lost,
    @Nullable Instant lastShippedAt,
    String trouble) {}
