// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The one thread that turns accepted records into truth. [Fold] takes what the journal holds,
/// keeps the parts (traces, direct events) that are still moving, derives their events, folds the
/// chats ([MergedChats]), counts the lasting series ([SeriesTotals]) and hands batches to the store
/// ([StoreWriter]).
@NullMarked
package ai.mozaiks.observability.server.fold;

import org.jspecify.annotations.NullMarked;
