// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The suites that every store and every journal passes: subclass [StorageContract] or
/// [JournalContract], say how to open one, and run it as a test.
@NullMarked
package ai.mozaiks.observability.storage.contract;

import org.jspecify.annotations.NullMarked;
