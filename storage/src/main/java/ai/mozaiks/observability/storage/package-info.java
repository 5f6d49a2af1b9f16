// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What the server asks of a store and of a journal, with the contract in the comments; and the
/// in-memory reference of both. `storage-tests` holds the suite that every implementation passes.
@NullMarked
package ai.mozaiks.observability.storage;

import org.jspecify.annotations.NullMarked;
