// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import org.jspecify.annotations.Nullable;

/// A model that agents call.
///
/// @param provider as senders report it
/// @param request the model asked for
/// @param response the model that answers
/// @param firstTokenMillis usual time to the first token; milliseconds
/// @param tokensPerSecond usual speed after it
/// @param reasons whether part of its output is reasoning
/// @param reportedUsdPerCall a cost that the sender reports itself; null leaves it to the price
///   table
record Model(
    String provider,
    String request,
    String response,
    int firstTokenMillis,
    int tokensPerSecond,
    boolean reasons,
    @Nullable Double reportedUsdPerCall) {}
