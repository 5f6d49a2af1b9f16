// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Simulated agents for looking around: a [Cast] of companies and their workflows, a [ChatScript]
/// for each chat, a [Simulation] that lets the scripts happen in time, and an [OtlpSender] that
/// exports the spans over OTLP like any client, when they end, with log records and metrics about
/// them.
@NullMarked
package ai.mozaiks.observability.cli.demo;

import org.jspecify.annotations.NullMarked;
